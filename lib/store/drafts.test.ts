import { beforeEach, expect, test } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { type Db, openStore } from './db';
import { listVersions } from './draft-versions';
import {
  adoptCopy,
  draftsToFile,
  fileDraftNow,
  forgetDeletedDrafts,
  forgetDraft,
  getDraft,
  getKeptDraft,
  listDrafts,
  nextFileAt,
  removeDraft,
  saveDraft,
  setDraftFiled,
} from './drafts';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const copy = (uid: number) => ({ uid, uidValidity: '1' });
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

const reasons = async () =>
  (await listVersions(db, ann.userId, 'draft-0001')).map(({ reason, subject }) => `${reason}: ${subject}`);
/** Drafts due after that many milliseconds from now. */
const dueIn = (ms: number) => draftsToFile(db, ann.id, Date.now() + ms);

test('what another window wrote meanwhile is kept as a version, whichever of the two was newer', async () => {
  await saveDraft(db, ann.userId, draft({ editedAt: 100 }), null);
  await saveDraft(db, ann.userId, draft({ subject: 'Of the telephone', editedAt: 200 }), 100);
  expect(await reasons()).toEqual(['earlier: First']);
  await saveDraft(db, ann.userId, draft({ subject: 'Of the desk', editedAt: 300 }), 100);
  expect(await reasons()).toEqual(['conflict: Of the telephone', 'earlier: First']);
  const kept = await saveDraft(db, ann.userId, draft({ subject: 'Too late', editedAt: 250 }), 100);
  expect(kept.subject).toBe('Of the desk');
  expect((await reasons())[0]).toBe('conflict: Too late');
});

test('a save that is repeated because its answer was lost makes no version', async () => {
  await saveDraft(db, ann.userId, draft(), null);
  await saveDraft(db, ann.userId, draft(), null);
  expect(await reasons()).toEqual([]);
});

test('a draft has forty versions at most, and the newest are kept', async () => {
  for (let at = 1; at <= 60; at++)
    await saveDraft(db, ann.userId, draft({ subject: `Text ${at}`, editedAt: at }), null);
  const kept = await reasons();
  expect(kept).toHaveLength(40);
  expect(kept[0]).toBe('conflict: Text 59');
});

test('is due in IMAP Drafts within 8 s however steadily somebody types, at once when looked away from', async () => {
  await saveDraft(db, ann.userId, draft());
  expect(await dueIn(0)).toEqual([]);
  expect(await dueIn(8001)).toHaveLength(1);
  const first = await nextFileAt(db, ann.id);
  await saveDraft(db, ann.userId, draft({ editedAt: 150 }));
  expect(await nextFileAt(db, ann.id)).toBe(first);
  await fileDraftNow(db, ann.userId, 'draft-0001');
  expect(await dueIn(0)).toHaveLength(1);
});

test('is filed, again when edited, also when that was while it was filed, and taken away when removed', async () => {
  await saveDraft(db, ann.userId, draft());
  const [waiting] = await dueIn(9000);
  await setDraftFiled(db, waiting!.id, copy(7), waiting!.draft.editedAt);
  expect(await dueIn(9000)).toEqual([]);
  expect(await getKeptDraft(db, ann.userId, 'draft-0001')).toMatchObject({ copy: copy(7), isFiled: true });
  await saveDraft(db, ann.userId, draft({ editedAt: 150 }));
  await setDraftFiled(db, waiting!.id, copy(8), 100);
  expect(await dueIn(9000)).toMatchObject([{ copy: copy(8), removed: false }]);
  await removeDraft(db, ann.userId, 'draft-0001');
  expect(await getDraft(db, ann.userId, 'draft-0001')).toBeNull();
  expect(await dueIn(0)).toMatchObject([{ copy: copy(8), removed: true }]);
  await setDraftFiled(db, waiting!.id, copy(9), 150);
  expect(await dueIn(0)).toMatchObject([{ copy: copy(9), removed: true }]);
  await forgetDraft(db, waiting!.id);
  expect(await dueIn(9000)).toEqual([]);
});

test('moved to another account, its copy in the old one is taken away', async () => {
  const other = await addAccount(db, 'second');
  await db.updateTable('account').set({ user_id: ann.userId }).where('id', '=', other.id).execute();
  await saveDraft(db, ann.userId, draft());
  await setDraftFiled(db, (await dueIn(9000))[0]!.id, copy(7), 100);
  await saveDraft(db, ann.userId, draft({ accountId: other.id, editedAt: 150 }));
  expect(await dueIn(0)).toMatchObject([{ copy: copy(7), removed: true }]);
  expect(await draftsToFile(db, other.id, Date.now() + 9000)).toMatchObject([
    { copy: { uid: null }, removed: false },
  ]);
  expect((await listDrafts(db, ann.userId)).map(({ accountId }) => accountId)).toEqual([other.id]);
});

test('edited again after it was removed, it is back and not forgotten', async () => {
  await saveDraft(db, ann.userId, draft());
  await removeDraft(db, ann.userId, 'draft-0001');
  const [removed] = await dueIn(0);
  await saveDraft(db, ann.userId, draft({ editedAt: 150 }));
  await forgetDraft(db, removed!.id);
  expect(await getDraft(db, ann.userId, 'draft-0001')).not.toBeNull();
});

test('deleted in another program, it is forgotten; one whose copy is there is not', async () => {
  const old = Date.now() - 1000;
  for (const key of ['draft-gone', 'draft-here']) {
    await saveDraft(db, ann.userId, draft({ key, editedAt: old }));
    await adoptCopy(db, ann.userId, key, copy(7));
  }
  await pull(db, ann, 'INBOX', message(7, { messageId: '<draft.draft-here@example.org>' }));
  await forgetDeletedDrafts(db, Date.now(), 10);
  expect((await listDrafts(db, ann.userId)).map(({ key }) => key)).toEqual(['draft-here']);
  expect(await listVersions(db, ann.userId, 'draft-gone')).toMatchObject([{ reason: 'discarded' }]);
});
