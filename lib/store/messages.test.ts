import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { getFolder } from './folders';
import { knownFlags, removeMessages, updateFlags } from './messages';
import { listUntexted, saveTexts } from './save-texts';
import { getConversation } from './read-messages';
import { refreshConversations } from './refresh-conversations';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const rows = async (path: keyof TestAccount['folder'] = 'INBOX') =>
  (await listConversations(db, ann.userId, ann.folder[path], null)).rows;
const flags = (patch: object) => ({ seen: false, flagged: false, answered: false, draft: false, ...patch });

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

describe('new messages', () => {
  test('are listed and counted', async () => {
    await pull(db, ann, 'INBOX', message(1), message(2, { seen: true }));
    expect(await getFolder(db, ann.userId, ann.folder.INBOX)).toMatchObject({ total: 2, unread: 1 });
    expect((await rows()).map(({ subject, unread }) => [subject, unread])).toEqual([
      ['Subject 2', false],
      ['Subject 1', true],
    ]);
    await checkStore(db);
  });

  test('fetched twice, or twice in one answer, are there once', async () => {
    await pull(db, ann, 'INBOX', message(1), message(1));
    await pull(db, ann, 'INBOX', message(1), message(2));
    expect((await getFolder(db, ann.userId, ann.folder.INBOX)).total).toBe(2);
    await checkStore(db);
  });

  test('more than one transaction takes are all stored', async () => {
    await pull(db, ann, 'INBOX', ...Array.from({ length: 333 }, (_, n) => message(n + 1)));
    expect((await getFolder(db, ann.userId, ann.folder.INBOX)).total).toBe(333);
    await checkStore(db);
  });

  test('of one second, by the thousand, are all findable', async () => {
    const same = { date: Date.UTC(2026, 0, 1) };
    await pull(db, ann, 'INBOX', ...Array.from({ length: 2000 }, (_, n) => message(n + 1, same)));
    await checkStore(db);
  });

  test('that collide in the text index with another of their second find a free place', async () => {
    const date = Date.UTC(2026, 0, 1);
    await pull(db, ann, 'INBOX', message(1, { date }));
    const { id } = await db.selectFrom('message').select('id').executeTakeFirstOrThrow();
    // The next id is as far away as the index has places within a second.
    await sql`update sqlite_sequence set seq = ${id + 65_536 - 1} where name = 'message'`.execute(db);
    await pull(db, ann, 'INBOX', message(2, { date }), message(3, { date }));
    await checkStore(db);
  });

  test('with dates before 1970 and after 2106 are kept', async () => {
    await pull(db, ann, 'INBOX', message(1, { date: -62_000_000_000_000 }), message(2, { date: 8e14 }));
    expect((await rows()).map(({ subject }) => subject)).toEqual(['Subject 2', 'Subject 1']);
    await checkStore(db);
  });

  test('known lightly at first are completed', async () => {
    await pull(db, ann, 'INBOX', message(1, { structure: null, size: 0 }));
    expect(await listUntexted(db, ann.id, 10)).toEqual([]);
    await pull(db, ann, 'INBOX', message(1, { hasAttachment: true, size: 5 }));
    expect(await listUntexted(db, ann.id, 10)).toHaveLength(1);
    expect((await rows())[0]).toMatchObject({ hasAttachment: true, count: 1 });
    await checkStore(db);
  });

  test('without a Message-ID, completed with References, leave no empty conversation behind', async () => {
    const light = { structure: null, size: 0, messageId: null };
    await pull(db, ann, 'INBOX', message(1), message(2, light));
    await pull(db, ann, 'INBOX', message(2, { messageId: null, references: ['<1@example.org>'] }));
    expect(await rows()).toHaveLength(1);
    await checkStore(db);
  });
});

describe('flags from the server', () => {
  test('change what is shown and counted', async () => {
    await pull(db, ann, 'INBOX', message(1), message(2));
    await updateFlags(db, ann.folder.INBOX, [{ uid: 1, flags: flags({ seen: true, flagged: true }) }]);
    expect(await getFolder(db, ann.userId, ann.folder.INBOX)).toMatchObject({ unread: 1 });
    expect((await rows())[1]).toMatchObject({ unread: false, starred: true });
    await checkStore(db);
  });

  test('of unknown messages, and flags that are so already, are no news', async () => {
    await pull(db, ann, 'INBOX', message(1));
    const before = await db.selectFrom('change').select('id').execute();
    await updateFlags(db, ann.folder.INBOX, [
      { uid: 1, flags: flags({}) },
      { uid: 99, flags: flags({ seen: true }) },
    ]);
    expect(await db.selectFrom('change').select('id').execute()).toEqual(before);
  });

  test('are known by range', async () => {
    await pull(
      db,
      ann,
      'INBOX',
      ...Array.from({ length: 2500 }, (_, n) => message(n + 1, { seen: n === 6 })),
    );
    const all = await knownFlags(db, ann.folder.INBOX);
    expect(all.size).toBe(2500);
    expect(all.get(7)).toEqual(flags({ seen: true }));
    expect([...(await knownFlags(db, ann.folder.INBOX, 3, 5)).keys()]).toEqual([3, 4, 5]);
  });
});

test('messages that vanish take what hangs on them along', async () => {
  await pull(db, ann, 'INBOX', ...Array.from({ length: 250 }, (_, n) => message(n + 1)));
  await removeMessages(
    db,
    ann.folder.INBOX,
    Array.from({ length: 249 }, (_, n) => n + 1),
  );
  expect((await rows()).map(({ subject }) => subject)).toEqual(['Subject 250']);
  await checkStore(db);
});

test('ids are not given again', async () => {
  await pull(db, ann, 'INBOX', message(1));
  const [first] = await rows();
  await removeMessages(db, ann.folder.INBOX, [1]);
  await pull(db, ann, 'INBOX', message(2));
  const [second] = await rows();
  expect(second!.id).toBeGreaterThan(first!.id);
});

test('texts give snippets, newest message first', async () => {
  await pull(db, ann, 'INBOX', message(1), message(2));
  const untexted = await listUntexted(db, ann.id, 10);
  expect(untexted.map(({ uid }) => uid)).toEqual([2, 1]);
  await saveTexts(
    db,
    untexted.map(({ id, uid }) => ({ id, text: `Text of ${uid}`, snippet: `Snippet of ${uid}` })),
  );
  expect((await rows()).map(({ snippet }) => snippet)).toEqual(['Snippet of 2', 'Snippet of 1']);
  expect(await listUntexted(db, ann.id, 10)).toEqual([]);
  await checkStore(db);
});

test('the snippet of a list row is the newest one’s, whichever texts come, of one moment too, and not of what is hidden', async () => {
  const together = { references: ['<1@example.org>'], date: message(9).date };
  await pull(db, ann, 'INBOX', message(1), message(2, together), message(3, together), message(4, together));
  await pull(db, ann, 'Archive', message(5, { references: ['<1@example.org>'] }));
  const messages = await db.selectFrom('message').select(['id', 'uid']).orderBy('id').execute();
  const id = (uid: number) => messages.find((row) => row.uid === uid)!.id;
  const say = (uid: number) => ({ id: id(uid), text: `Text ${uid}`, snippet: `Snippet of "${uid}"` });
  await db.updateTable('message').set({ hidden: 1 }).where('id', '=', id(4)).execute();
  await refreshConversations(db, ann.userId, [(await rows())[0]!.id]);
  for (const uids of [[2], [1, 5], [4], [2, 3]]) {
    await saveTexts(db, uids.map(say));
    expect((await rows())[0]!.snippet).toBe(uids.includes(3) ? 'Snippet of "3"' : '');
  }
  expect((await rows('Archive'))[0]!.snippet).toBe('Snippet of "5"');
});

test('a conversation shows copies once, and Trash only from within', async () => {
  await pull(db, ann, 'INBOX', message(1), message(2, { references: ['<1@example.org>'] }));
  await pull(db, ann, 'Archive', message(7, { messageId: '<1@example.org>', date: message(1).date }));
  await pull(db, ann, 'Trash', message(3, { references: ['<1@example.org>'] }));
  const [row] = await rows();
  expect(row!.count).toBe(2);
  expect((await rows('Trash'))[0]!.count).toBe(1);
  const subjects = async (folder: number | null) =>
    (await getConversation(db, ann.userId, row!.id, folder)).messages.map(({ subject }) => subject);
  expect(await subjects(ann.folder.INBOX)).toEqual(['Subject 1', 'Subject 2']);
  expect(await subjects(null)).toHaveLength(2);
  expect(await subjects(ann.folder.Trash)).toEqual(['Subject 3']);
});
