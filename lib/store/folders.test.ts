import { beforeEach, describe, expect, test } from 'vitest';
import { changesAfter, lastChangeId } from './changes';
import { type Db, openStore } from './db';
import {
  folderByRole,
  foldersOf,
  getFolderById,
  listFolders,
  removeFolder,
  renameFolder,
  renumberFolder,
  saveFolderState,
  saveFolders,
} from './folders';
import { changeFlags, deleteMessages, moveMessages } from './local-changes';
import { nextPendingChanges } from './pending-changes';
import { messagesInFolder } from './read-messages';
import { checkStore } from './testing/check-store';
import { addAccount, listed, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const paths = async () => (await listFolders(db, ann.userId)).map(({ path }) => path);
const events = async (after: number) =>
  (await changesAfter(db, ann.userId, after, 100)).events.map(({ event }) => event);

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

test('special folders come first, then names, numbers by value', async () => {
  const more = ['Zoo', 'List 10', 'List 2', 'Plans'].map((path) => listed(path));
  await saveFolders(db, ann.id, [listed('Trash', 'trash'), ...more, listed('INBOX', 'inbox')]);
  expect(await paths()).toEqual(['INBOX', 'Trash', 'List 2', 'List 10', 'Plans', 'Zoo']);
});

test('folders that LIST no longer tells go with their messages, new ones come, others keep their ids', async () => {
  await pull(db, ann, 'Plans', message(1));
  const result = await saveFolders(db, ann.id, [
    listed('INBOX', 'inbox'),
    listed('New/Below'),
    listed('New'),
  ]);
  expect(result.removed).toHaveLength(5);
  expect(result.added).toHaveLength(2);
  const all = await foldersOf(db, ann.id);
  expect((await folderByRole(db, ann.id, 'inbox'))!.id).toBe(ann.folder.INBOX);
  const parent = all.find(({ path }) => path === 'New')!;
  expect(all.find(({ path }) => path === 'New/Below')!.parentId).toBe(parent.id);
  await checkStore(db);
});

test('a folder that LIST tells twice is one, and the same list again is no news', async () => {
  const list = [listed('INBOX', 'inbox'), listed('A'), listed('A')];
  await saveFolders(db, ann.id, list);
  const before = await lastChangeId(db, ann.userId);
  expect(await saveFolders(db, ann.id, list)).toEqual({ added: [], removed: [] });
  expect(await lastChangeId(db, ann.userId)).toBe(before);
});

test('a renamed folder takes those below along, and nothing that only begins alike', async () => {
  await saveFolders(
    db,
    ann.id,
    ['A', 'A/B', 'A/B/C', 'Ab'].map((path) => listed(path)),
  );
  const a = (await foldersOf(db, ann.id)).find(({ path }) => path === 'A')!;
  await renameFolder(db, a.id, 'Z', 'Z', null);
  expect((await paths()).sort()).toEqual(['Ab', 'Z', 'Z/B', 'Z/B/C']);
});

describe('a folder numbered anew', () => {
  const state = { uidValidity: '2', uidNext: 100, highestModseq: null, serverTotal: 2 };
  const inbox = () => messagesInFolder(db, ann.userId, ann.folder.INBOX, 10);
  beforeEach(async () => {
    await pull(db, ann, 'INBOX', message(1), message(2), message(3, { messageId: null }));
    await saveFolderState(db, ann.folder.INBOX, { uidValidity: '1', uidNext: 4, highestModseq: '9' });
  });

  test('keeps its rows and loses its state', async () => {
    await renumberFolder(db, ann.folder.INBOX);
    expect(await getFolderById(db, ann.folder.INBOX)).toMatchObject({
      total: 3,
      uidValidity: null,
      uidNext: null,
      highestModseq: null,
    });
    await checkStore(db);
  });

  test('finds its rows again by Message-ID and size, with new flags; once all is fetched the others go', async () => {
    const before = await inbox();
    await renumberFolder(db, ann.folder.INBOX);
    await saveFolderState(db, ann.folder.INBOX, { ...state, backfillBelow: 90 });
    expect(await inbox()).toHaveLength(3);
    await pull(
      db,
      ann,
      'INBOX',
      message(91, { messageId: '<2@example.org>', subject: 'Subject 2', seen: true }),
      // The same Message-ID on something else.
      message(92, { messageId: '<1@example.org>', size: 7 }),
      { ...message(3, { messageId: null }), uid: 93 },
    );
    await saveFolderState(db, ann.folder.INBOX, { backfillBelow: null });
    const ids = new Map(before.map(({ id, uid }) => [uid, id]));
    const after = (await inbox()).sort((a, b) => a.uid! - b.uid!);
    expect(after.map(({ id, uid, seen }) => [id, uid, seen])).toEqual([
      [ids.get(2), 91, true],
      [expect.any(Number), 92, false],
      [ids.get(3), 93, false],
    ]);
    expect([...ids.values()]).not.toContain(after[1]!.id);
    await checkStore(db);
  });

  test('keeps what waits: a flag, a move, a deletion, each for its message under the new UID', async () => {
    const [one, two, three] = await inbox();
    await changeFlags(db, [one!], { flagged: true });
    await moveMessages(db, [two!], ann.folder.Archive);
    await deleteMessages(db, [three!]);
    await renumberFolder(db, ann.folder.INBOX);
    await saveFolderState(db, ann.folder.INBOX, { ...state, backfillBelow: 90 });
    const again = [one!, two!, three!].map((row) => ({
      ...message(row.uid!, { messageId: row.messageId }),
      uid: 90 + row.uid!,
    }));
    await pull(db, ann, 'INBOX', ...again);
    expect(await nextPendingChanges(db, ann.id, 10)).toMatchObject(
      [one!, two!, three!].map((row) => ({ messageId: row.id, path: 'INBOX', uid: 90 + row.uid! })),
    );
    expect((await inbox()).map(({ id, uid }) => [id, uid])).toEqual([[one!.id, 90 + one!.uid!]]);
    await checkStore(db);
  });

  test("knows a message by the server's own id, whatever else is the same", async () => {
    await pull(
      db,
      ann,
      'Plans',
      message(5, { emailId: 'M5' }),
      message(6, { messageId: '<5@example.org>', emailId: 'M6' }),
    );
    const before = await messagesInFolder(db, ann.userId, ann.folder.Plans, 10);
    await renumberFolder(db, ann.folder.Plans);
    await pull(
      db,
      ann,
      'Plans',
      message(15, { messageId: '<5@example.org>', emailId: 'M6' }),
      message(16, { messageId: '<5@example.org>', emailId: 'M5' }),
    );
    const after = await messagesInFolder(db, ann.userId, ann.folder.Plans, 10);
    const uids = (rows: typeof after) => new Map(rows.map(({ id, uid }) => [id, uid]));
    for (const [id, uid] of uids(before)) expect(uids(after).get(id)).toBe(uid === 5 ? 16 : 15);
  });
});

test('a folder that comes with the UIDVALIDITY of one that went is the same, renamed', async () => {
  await pull(db, ann, 'Plans', message(1));
  await saveFolderState(db, ann.folder.Plans, { uidValidity: '77', uidNext: 2 });
  const others = (await foldersOf(db, ann.id)).filter(({ path }) => path !== 'Plans');
  await saveFolders(db, ann.id, [
    ...others.map(({ path, role }) => listed(path, role)),
    { ...listed('Plans 2027'), uidValidity: '77' },
  ]);
  expect(await getFolderById(db, ann.folder.Plans)).toMatchObject({ path: 'Plans 2027', total: 1 });
  await checkStore(db);
});

test('an error, and the end of the first sync, are told; a plain pull is not', async () => {
  await saveFolderState(db, ann.folder.INBOX, { backfillBelow: 500, serverTotal: 1000 });
  expect((await listFolders(db, ann.userId))[0]!.progress).toEqual({ held: 0, total: 1000 });
  const before = await lastChangeId(db, ann.userId);
  await saveFolderState(db, ann.folder.INBOX, { backfillBelow: 400, uidNext: 7, syncedAt: 1 });
  await saveFolderState(db, ann.folder.INBOX, {});
  expect(await events(before)).toEqual([]);
  await saveFolderState(db, ann.folder.INBOX, { backfillBelow: null });
  await saveFolderState(db, ann.folder.INBOX, { error: 'No access.' });
  expect(await events(before)).toHaveLength(2);
  expect((await listFolders(db, ann.userId))[0]).toMatchObject({ progress: null, error: 'No access.' });
});

test('a removed folder keeps nothing', async () => {
  await pull(db, ann, 'Plans', ...Array.from({ length: 250 }, (_, n) => message(n + 1)));
  await removeFolder(db, ann.folder.Plans);
  expect(await db.selectFrom('message').selectAll().execute()).toEqual([]);
  expect(await paths()).not.toContain('Plans');
  await checkStore(db);
});

test('two lists that are saved at the same time are one tree', async () => {
  const list = [listed('INBOX', 'inbox'), listed('A'), listed('A/B')];
  const answers = await Promise.all([saveFolders(db, ann.id, list), saveFolders(db, ann.id, list)]);
  expect(answers.map(({ added }) => added.length).sort()).toEqual([0, 2]);
  expect((await paths()).sort()).toEqual(['A', 'A/B', 'INBOX']);
});
