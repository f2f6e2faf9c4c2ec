import { beforeEach, describe, expect, test } from 'vitest';
import { changesAfter } from './changes';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { renumberFolder, getFolder, removeFolder } from './folders';
import { changeFlags, deleteMessages, moveMessages } from './local-changes';
import { insertMessages, removeMessages, updateFlags } from './messages';
import {
  finishPendingChange,
  markTried,
  nextPendingChanges,
  nextTryAt,
  postponePendingChange,
  refusePendingChange,
} from './pending-changes';
import { type MessageRow, messagesInFolder } from './read-messages';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
type Path = keyof TestAccount['folder'];
const inFolder = (path: Path) => messagesInFolder(db, ann.userId, ann.folder[path], 100);
const subjects = async (path: Path) => (await inFolder(path)).map(({ subject }) => subject);
const only = async (path: Path): Promise<MessageRow> => {
  const rows = await inFolder(path);
  expect(rows).toHaveLength(1);
  return rows[0]!;
};
const queue = () => nextPendingChanges(db, ann.id, 100);
const head = async () => (await queue())[0]!;
const flags = (patch: object = {}) => ({
  seen: false,
  flagged: false,
  answered: false,
  draft: false,
  ...patch,
});

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  await pull(db, ann, 'INBOX', message(1));
});

describe('flags', () => {
  test('show at once and wait for the server', async () => {
    await changeFlags(db, await inFolder('INBOX'), { seen: true });
    expect((await getFolder(db, ann.userId, ann.folder.INBOX)).unread).toBe(0);
    expect(await queue()).toMatchObject([
      { path: 'INBOX', uid: 1, args: { kind: 'flags', patch: { seen: true } } },
    ]);
    await finishPendingChange(db, await head());
    expect(await queue()).toEqual([]);
    await checkStore(db);
  });

  test('that are so already wait for nothing', async () => {
    await changeFlags(db, await inFolder('INBOX'), { seen: false });
    expect(await queue()).toEqual([]);
  });

  test('changed by the person are not changed back by a pull', async () => {
    await changeFlags(db, await inFolder('INBOX'), { seen: true });
    await updateFlags(db, ann.folder.INBOX, [{ uid: 1, flags: flags() }]);
    expect((await only('INBOX')).seen).toBe(true);
    await finishPendingChange(db, await head());
    await updateFlags(db, ann.folder.INBOX, [{ uid: 1, flags: flags() }]);
    expect((await only('INBOX')).seen).toBe(false);
    await checkStore(db);
  });

  test('refused go back, and the person is told why', async () => {
    await changeFlags(db, await inFolder('INBOX'), { flagged: true });
    await refusePendingChange(db, await head(), 'Read-only.');
    expect((await only('INBOX')).flagged).toBe(false);
    const { events } = await changesAfter(db, ann.userId, 0, 1000);
    expect(events.map(({ event }) => event)).toContainEqual({ kind: 'refused', text: 'Read-only.' });
    await checkStore(db);
  });
});

describe('a move', () => {
  beforeEach(async () => {
    await moveMessages(db, await inFolder('INBOX'), ann.folder.Archive);
  });

  test('shows at once, in lists and counts', async () => {
    expect(await subjects('INBOX')).toEqual([]);
    expect(await subjects('Archive')).toEqual(['Subject 1']);
    expect((await listConversations(db, ann.userId, ann.folder.INBOX, null)).rows).toEqual([]);
    expect(await queue()).toMatchObject([{ path: 'INBOX', uid: 1, targetPath: 'Archive' }]);
    await checkStore(db);
  });

  test('keeps the row, and its UID comes with COPYUID', async () => {
    const { id } = await only('Archive');
    await finishPendingChange(db, await head(), 41);
    expect(await only('Archive')).toMatchObject({ id, uid: 41 });
    await pull(db, ann, 'Archive', message(41, { messageId: '<1@example.org>' }));
    await removeMessages(db, ann.folder.INBOX, [1]);
    expect(await only('Archive')).toMatchObject({ id, uid: 41 });
    await checkStore(db);
  });

  test('is not undone by a pull of the source that still has it', async () => {
    await pull(db, ann, 'INBOX', message(1));
    expect(await subjects('INBOX')).toEqual([]);
    await checkStore(db);
  });

  test('that was tried survives a pull of the source that lacks it', async () => {
    await markTried(db, [(await head()).id]);
    await removeMessages(db, ann.folder.INBOX, [1]);
    expect(await subjects('Archive')).toEqual(['Subject 1']);
  });

  test('seen in the target by a pull, before the answer is handled, is neither doubled nor done again', async () => {
    const change = await head();
    const { id } = await only('Archive');
    await pull(db, ann, 'Archive', message(41, { messageId: '<1@example.org>' }));
    expect(await queue()).toMatchObject([{ uid: 1, path: 'INBOX', targetUid: 41 }]);
    await finishPendingChange(db, change, 41);
    expect(await queue()).toEqual([]);
    expect(await only('Archive')).toMatchObject({ id, uid: 41 });
    await checkStore(db);
  });

  test('of which the server told no UID gets it from the next pull', async () => {
    await finishPendingChange(db, await head(), null);
    const { id } = await only('Archive');
    await pull(db, ann, 'Archive', message(41, { messageId: '<1@example.org>' }));
    expect(await only('Archive')).toMatchObject({ id, uid: 41 });
    await checkStore(db);
  });

  test('to where an equal message lies already makes two of them', async () => {
    await db.updateTable('folder').set({ uid_next: 40 }).where('id', '=', ann.folder.Archive).execute();
    await pull(db, ann, 'Archive', message(7, { messageId: '<1@example.org>' }));
    expect((await inFolder('Archive')).map(({ uid }) => uid).sort()).toEqual([7, null]);
    await finishPendingChange(db, await head(), 41);
    expect((await inFolder('Archive')).map(({ uid }) => uid)).toEqual(expect.arrayContaining([7, 41]));
    await checkStore(db);
  });

  test('refused goes back with its UID and flags', async () => {
    await changeFlags(db, await inFolder('Archive'), { seen: true });
    await refusePendingChange(db, await head(), 'Over quota.');
    expect(await only('INBOX')).toMatchObject({ uid: 1, seen: false });
    expect(await queue()).toEqual([]);
    await checkStore(db);
  });

  test('to a folder that goes comes back', async () => {
    await removeFolder(db, ann.folder.Archive);
    expect(await only('INBOX')).toMatchObject({ uid: 1 });
    expect(await queue()).toEqual([]);
    await checkStore(db);
  });

  test('from a folder that goes is gone with it', async () => {
    await removeFolder(db, ann.folder.INBOX);
    expect(await subjects('Archive')).toEqual([]);
    await checkStore(db);
  });

  test('from a folder that is numbered anew finds its message by Message-ID', async () => {
    await renumberFolder(db, ann.folder.INBOX);
    expect(await head()).toMatchObject({ path: 'INBOX', uid: null, messageIdHeader: '<1@example.org>' });
    await checkStore(db);
  });
});

test('a message without Message-ID is known again by date, size and subject', async () => {
  await pull(db, ann, 'Plans', message(5, { messageId: null }), message(6, { messageId: null }));
  await moveMessages(db, await inFolder('Plans'), ann.folder.Archive);
  for (const change of await queue()) await finishPendingChange(db, change, null);
  const ids = (await inFolder('Archive')).map(({ id }) => id);
  const there = (uid: number, as: number) => ({ ...message(as, { messageId: null }), uid });
  await insertMessages(db, ann.id, ann.folder.Archive, [there(51, 6), there(52, 5), there(53, 7)]);
  const rows = await inFolder('Archive');
  expect(rows.map(({ id, uid, subject }) => [ids.includes(id), uid, subject])).toEqual([
    [true, 52, 'Subject 5'],
    [true, 51, 'Subject 6'],
    [false, 53, 'Subject 7'],
  ]);
  await checkStore(db);
});

test('a flag, a move and the way back are replayed in order', async () => {
  const [row] = await inFolder('INBOX');
  await changeFlags(db, [row!], { flagged: true });
  await moveMessages(db, [row!], ann.folder.Archive);
  await moveMessages(db, await inFolder('Archive'), ann.folder.INBOX);
  expect((await queue()).map(({ args }) => args.kind)).toEqual(['flags', 'move', 'move']);
  expect(await head()).toMatchObject({ path: 'INBOX', uid: 1 });
  await finishPendingChange(db, await head());
  expect(await head()).toMatchObject({ path: 'INBOX', uid: 1, targetPath: 'Archive' });
  await finishPendingChange(db, await head(), 41);
  // A pull in between sees what the person does not.
  await removeMessages(db, ann.folder.INBOX, [1]);
  await pull(db, ann, 'Archive', message(41, { messageId: '<1@example.org>' }));
  expect(await subjects('Archive')).toEqual([]);
  expect(await head()).toMatchObject({ path: 'Archive', uid: 41, targetPath: 'INBOX' });
  await finishPendingChange(db, await head(), 2);
  expect(await only('INBOX')).toMatchObject({ id: row!.id, uid: 2, flagged: true });
  await checkStore(db);
});

test('a move on a move whose UID nobody told is looked up by Message-ID', async () => {
  await moveMessages(db, await inFolder('INBOX'), ann.folder.Archive);
  await moveMessages(db, await inFolder('Archive'), ann.folder.Plans);
  await finishPendingChange(db, await head(), null);
  expect(await head()).toMatchObject({
    path: 'Archive',
    uid: null,
    targetPath: 'Plans',
    messageIdHeader: '<1@example.org>',
  });
  await checkStore(db);
});

test('a deletion hides the message, a refusal brings it back', async () => {
  await deleteMessages(db, await inFolder('INBOX'));
  expect(await subjects('INBOX')).toEqual([]);
  await pull(db, ann, 'INBOX', message(1));
  expect(await subjects('INBOX')).toEqual([]);
  await refusePendingChange(db, await head(), 'No.');
  expect(await only('INBOX')).toMatchObject({ uid: 1 });
  await deleteMessages(db, await inFolder('INBOX'));
  await finishPendingChange(db, await head());
  expect(await db.selectFrom('message').selectAll().execute()).toEqual([]);
  await checkStore(db);
});

test('a change finished twice is finished once', async () => {
  await changeFlags(db, await inFolder('INBOX'), { seen: true });
  const change = await head();
  await finishPendingChange(db, change);
  await finishPendingChange(db, change);
  await checkStore(db);
});

test('a postponed change keeps its place and counts its tries; what was done to other messages is due', async () => {
  await pull(db, ann, 'INBOX', message(2));
  const [one, two] = await inFolder('INBOX');
  await changeFlags(db, [one!], { seen: true });
  await moveMessages(db, [one!], ann.folder.Archive);
  await changeFlags(db, [two!], { seen: true });
  const before = await queue();
  await markTried(db, [before[0]!.id]);
  await postponePendingChange(db, before[0]!.id, Date.now() + 60_000);
  expect((await queue()).map(({ messageId }) => messageId)).toEqual([two!.id]);
  const later = Date.now() + 60_000;
  expect(await nextTryAt(db, ann.id, Date.now())).toBeLessThanOrEqual(later);
  expect(await nextTryAt(db, ann.id, later)).toBeNull();
  const due = await nextPendingChanges(db, ann.id, 100, later);
  expect(due.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(due[0]).toMatchObject({ attempts: 1 });
});

test('a message does not move to another account', async () => {
  const ben = await addAccount(db, 'ben');
  await moveMessages(db, await inFolder('INBOX'), ben.folder.INBOX);
  expect(await subjects('INBOX')).toEqual(['Subject 1']);
  expect(await queue()).toEqual([]);
});
