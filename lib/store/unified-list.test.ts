import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { type Db, openStore } from './db';
import { changeFlags, deleteMessages } from './local-changes';
import { messagesInFolder } from './read-messages';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';
import { listUnified } from './unified-list';
import type { UnifiedList } from '@/lib/contract/unified-lists';

let db: Db;
let home: TestAccount;
let work: TestAccount;
let mia: TestAccount;

beforeEach(async () => {
  db = await openStore(':memory:');
  home = await addAccount(db, 'home');
  work = await addAccount(db, 'work', home.userId);
  mia = await addAccount(db, 'mia');
});

async function all(list: UnifiedList, userId = home.userId): Promise<{ subjects: string[]; pages: number }> {
  const subjects: string[] = [];
  let pages = 0;
  for (let cursor: string | null = null, more = true; more; pages++) {
    const page = await listUnified(db, userId, list, cursor);
    subjects.push(...page.rows.map(({ subject }) => subject));
    cursor = page.next;
    more = cursor !== null;
  }
  return { subjects, pages };
}

const star = async (account: TestAccount, path: keyof TestAccount['folder'], subject: string) => {
  const rows = await messagesInFolder(db, account.userId, account.folder[path], 500);
  await changeFlags(
    db,
    rows.filter((row) => row.subject === subject),
    { flagged: true },
  );
};

test('rows of all inboxes stand together, newest first, over many pages and to the end', async () => {
  const uids = Array.from({ length: 130 }, (_, n) => n + 1);
  await pull(db, home, 'INBOX', ...uids.filter((uid) => uid % 3 === 0).map((uid) => message(uid)));
  await pull(db, work, 'INBOX', ...uids.filter((uid) => uid % 3 !== 0).map((uid) => message(uid)));
  await pull(db, work, 'Archive', message(500));
  await pull(db, mia, 'INBOX', message(600));
  const { subjects, pages } = await all('inbox');
  expect(subjects).toEqual(uids.map((uid) => `Subject ${uid}`).reverse());
  expect(pages).toBe(3);
  expect((await all('archive')).subjects).toEqual(['Subject 500']);
  expect((await all('inbox', mia.userId)).subjects).toEqual(['Subject 600']);
  expect((await all('drafts')).subjects).toEqual([]);
});

test('a conversation that both inboxes hold is one row, where its newest message stands', async () => {
  await pull(db, home, 'INBOX', message(1), message(5));
  await pull(db, work, 'INBOX', message(1), message(2, { inReplyTo: '<1@example.org>' }));
  const { rows } = await listUnified(db, home.userId, 'inbox', null);
  expect(rows.map(({ subject, folderId, count }) => [subject, folderId, count])).toEqual([
    ['Subject 5', home.folder.INBOX, 1],
    ['Subject 2', work.folder.INBOX, 2],
  ]);
});

test('starred ones of all accounts and folders, but for Trash, Junk and what is deleted', async () => {
  await pull(db, home, 'INBOX', message(1), message(2), message(9));
  await pull(db, home, 'Trash', message(3));
  await pull(db, work, 'Plans', message(4));
  await pull(db, mia, 'INBOX', message(7));
  await star(home, 'INBOX', 'Subject 1');
  await star(home, 'INBOX', 'Subject 9');
  await star(home, 'Trash', 'Subject 3');
  await star(work, 'Plans', 'Subject 4');
  await star(mia, 'INBOX', 'Subject 7');
  const rows = await messagesInFolder(db, home.userId, home.folder.INBOX, 10);
  await deleteMessages(
    db,
    rows.filter(({ subject }) => subject === 'Subject 9'),
  );
  expect((await all('starred')).subjects).toEqual(['Subject 4', 'Subject 1']);
  const page = await listUnified(db, home.userId, 'starred', null);
  expect(page.rows.every(({ starred }) => starred)).toBe(true);
});

test('a cursor that is not ours is refused', async () => {
  await expect(listUnified(db, home.userId, 'inbox', 'x')).rejects.toMatchObject({ field: 'cursor' });
});

test('each account is one range of an index: nothing is scanned or sorted but the page', async () => {
  await pull(db, home, 'INBOX', message(1));
  for (const [table, where] of [
    [
      'folder_conversation',
      'folder_id = 1 and (last_at, conversation_id) < (5, 5) order by last_at desc, conversation_id desc',
    ],
    [
      'message indexed by message_starred',
      'account_id = 1 and flagged = 1 and hidden = 0 and (date, id) < (5, 5) order by date desc, id desc',
    ],
  ] as const) {
    const { rows } = await sql<{ detail: string }>`explain query plan select * from ${sql.raw(table)}
      where ${sql.raw(where)} limit 51`.execute(db);
    expect(rows.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^SEARCH .* USING INDEX (folder_conversation_newest|message_starred) /u),
    ]);
  }
});
