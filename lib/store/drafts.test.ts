import { beforeEach, expect, test } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { type Db, openStore } from './db';
import {
  draftByUid,
  draftsToFile,
  forgetDraft,
  getDraft,
  listDrafts,
  removeDraft,
  saveDraft,
  setDraftFiled,
} from './drafts';
import { addAccount, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const draft = (patch: Partial<Draft> = {}): Draft => ({
  key: 'draft-0001',
  accountId: ann.id,
  mode: 'new',
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject: 'First',
  html: null,
  text: '',
  uploads: [],
  editedAt: 100,
  ...patch,
});

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

test('the newest keystroke wins, whichever comes last; the older writer is shown it', async () => {
  await saveDraft(db, ann.userId, draft({ subject: 'Newer', editedAt: 200 }));
  expect((await saveDraft(db, ann.userId, draft())).subject).toBe('Newer');
  expect((await getDraft(db, ann.userId, 'draft-0001'))!.subject).toBe('Newer');
  await saveDraft(db, ann.userId, draft({ subject: 'Newest', editedAt: 201 }));
  expect((await listDrafts(db, ann.userId)).map(({ subject }) => subject)).toEqual(['Newest']);
});

test('the same key of two people is two drafts', async () => {
  const ben = await addAccount(db, 'ben');
  await saveDraft(db, ann.userId, draft());
  await saveDraft(db, ben.userId, draft({ accountId: ben.id, subject: 'Of Ben', editedAt: 300 }));
  expect((await getDraft(db, ann.userId, 'draft-0001'))!.subject).toBe('First');
});

test('a draft in the account of somebody else is refused', async () => {
  const ben = await addAccount(db, 'ben');
  await expect(saveDraft(db, ben.userId, draft())).rejects.toMatchObject({ code: 'not-found' });
});

test('is filed when quiet, again when edited, and taken away when removed', async () => {
  await saveDraft(db, ann.userId, draft());
  expect(await draftsToFile(db, ann.id, 99)).toEqual([]);
  const [waiting] = await draftsToFile(db, ann.id, 100);
  await setDraftFiled(db, waiting!.id, 7, waiting!.draft.editedAt);
  expect(await draftsToFile(db, ann.id, 1000)).toEqual([]);
  expect((await draftByUid(db, ann.userId, ann.id, 7))!.key).toBe('draft-0001');
  await saveDraft(db, ann.userId, draft({ editedAt: 150 }));
  expect(await draftsToFile(db, ann.id, 1000)).toMatchObject([{ uid: 7, removed: false }]);
  await removeDraft(db, ann.userId, 'draft-0001');
  expect(await getDraft(db, ann.userId, 'draft-0001')).toBeNull();
  expect(await draftsToFile(db, ann.id, 0)).toMatchObject([{ uid: 7, removed: true }]);
  await forgetDraft(db, waiting!.id);
  expect(await draftsToFile(db, ann.id, 1000)).toEqual([]);
});

test('edited again after it was removed, it is back and not forgotten', async () => {
  await saveDraft(db, ann.userId, draft());
  await removeDraft(db, ann.userId, 'draft-0001');
  const [removed] = await draftsToFile(db, ann.id, 0);
  await saveDraft(db, ann.userId, draft({ editedAt: 150 }));
  await forgetDraft(db, removed!.id);
  expect(await getDraft(db, ann.userId, 'draft-0001')).not.toBeNull();
});
