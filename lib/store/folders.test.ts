import { beforeEach, expect, test } from 'vitest';
import { changesAfter, lastChangeId } from './changes';
import { type Db, openStore } from './db';
import {
  clearFolder,
  folderByRole,
  foldersOf,
  getFolderById,
  listFolders,
  removeFolder,
  renameFolder,
  saveFolderState,
  saveFolders,
} from './folders';
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

test('a folder numbered anew loses its rows and its state', async () => {
  await pull(db, ann, 'INBOX', message(1));
  await saveFolderState(db, ann.folder.INBOX, { uidValidity: '1', uidNext: 2, highestModseq: '9' });
  await clearFolder(db, ann.folder.INBOX);
  expect(await getFolderById(db, ann.folder.INBOX)).toMatchObject({
    total: 0,
    uidValidity: null,
    uidNext: null,
    highestModseq: null,
  });
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
