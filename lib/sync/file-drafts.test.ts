import { beforeEach, expect, test } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { type Db, openStore } from '@/lib/store/db';
import { draftsToFile, saveDraft } from '@/lib/store/drafts';
import { getFolderById, saveFolders } from '@/lib/store/folders';
import { addAccount, listed, type TestAccount } from '@/lib/store/testing/mailbox';
import { fileDrafts } from './file-drafts';
import type { Filing } from './filing';

let db: Db;
let ann: TestAccount;

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  await saveFolders(db, ann.id, [listed('INBOX', 'inbox'), listed('Drafts', 'drafts')]);
});

const draft = (subject: string, editedAt: number): Draft => ({
  key: `draft-0000-${editedAt}`,
  accountId: ann.id,
  mode: 'new',
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject,
  html: null,
  text: 'words',
  uploads: [],
  editedAt,
});

/** A Drafts folder that takes what fits. */
function small(maxOctets: number, kept: string[]): Filing {
  return {
    isHere: false,
    filesSent: false,
    find: async () => [],
    read: async () => null,
    add: async (_, raw) => {
      const text = String(raw);
      if (text.length > maxOctets)
        throw new AppError('refused-by-server', { userMessage: 'The mailbox is full.' });
      kept.push(/^Subject: (.*)$/mu.exec(text)![1]!);
      return kept.length;
    },
    remove: async () => {},
    settle: async () => {},
  };
}

test('a draft that the server will not take is put off and said; the others are filed', async () => {
  await saveDraft(db, ann.userId, draft('x'.repeat(900), 1));
  await saveDraft(db, ann.userId, draft('Short', 2));
  const kept: string[] = [];
  const later = Date.now() + 60_000;
  await db.updateTable('draft').set({ file_at: 0 }).execute();
  await fileDrafts(db, small(800, kept), ann.id);
  expect(kept).toEqual(['Short']);
  expect(await draftsToFile(db, ann.id, later)).toEqual([]);
  expect(await draftsToFile(db, ann.id, later + 10 * 60_000)).toHaveLength(1);
  const drafts = await db
    .selectFrom('folder')
    .select('id')
    .where('role', '=', 'drafts')
    .executeTakeFirstOrThrow();
  expect((await getFolderById(db, drafts.id))?.error).toBe('The mailbox is full.');
});
