import { beforeEach, expect, test } from 'vitest';
import { insertAccount } from './accounts';
import { type Db, openStore } from './db';
import { folderByRole, getFolder, removeFolder } from './folders';
import { changeFlags, deleteMessages, moveMessages } from './local-changes';
import { addLocalMessages, rawPathOf } from './local-messages';
import { removeMessages } from './messages';
import { nextPendingChanges } from './pending-changes';
import { getConversation, messagesInFolder } from './read-messages';
import { prepareRemoval, removeAccount } from './remove-account';
import { checkStore } from './testing/check-store';
import { addAccount, freshAccount, message, pull, type TestAccount } from './testing/mailbox';
import {
  accountsToBringTo,
  bringingSince,
  markBringing,
  nextBringingAt,
  nextToBring,
} from './transfer-queue';
import {
  cancelTransfers,
  finishBringing,
  finishHere,
  giveUpBringing,
  releaseHolds,
  startTransfer,
} from './transfers';

let db: Db;
let home: TestAccount;
let work: TestAccount;

beforeEach(async () => {
  db = await openStore(':memory:');
  home = await addAccount(db, 'home');
  work = await addAccount(db, 'work', home.userId);
  await pull(db, home, 'INBOX', message(1), message(2));
});

const subjects = async (account: TestAccount, path: keyof TestAccount['folder']) =>
  (await messagesInFolder(db, account.userId, account.folder[path], 50)).map(({ subject }) => subject);
const first = async () =>
  (await messagesInFolder(db, home.userId, home.folder.INBOX, 9)).find(
    ({ subject }) => subject === 'Subject 1',
  )!;
const start = async (keepsSource = false) => {
  const row = await first();
  const [id] = await startTransfer(
    db,
    [row],
    await getFolder(db, home.userId, work.folder.Plans),
    keepsSource,
  );
  return { row, id: id! };
};
const next = async () => (await nextToBring(db, work.id, Date.now()))!;
const queue = (account: TestAccount) => nextPendingChanges(db, account.id, 10);

test('a message moved to another account is there at once, in its conversation, and waits in no ordinary queue', async () => {
  const { row } = await start();
  expect(await subjects(home, 'INBOX')).toEqual(['Subject 2']);
  expect(await subjects(work, 'Plans')).toEqual(['Subject 1']);
  const conversation = await getConversation(db, home.userId, row.conversationId, null);
  expect(conversation.messages.map(({ folderId }) => folderId)).toEqual([work.folder.Plans]);
  expect([...(await queue(home)), ...(await queue(work))]).toEqual([]);
  expect(await accountsToBringTo(db, Date.now())).toEqual([work.id]);
  expect(await next()).toMatchObject({
    path: 'Plans',
    args: { sourceId: row.id, since: null },
    source: { accountId: home.id, remotePath: 'INBOX', remoteUid: 1, isBusy: false },
  });
  await checkStore(db);
});

test('when it is there, and not before, the source is deleted from its server', async () => {
  const { row, id } = await start();
  const bringing = await next();
  expect(await markBringing(db, bringing.changeId, { uidValidity: '7', uidNext: 5 })).toBe(true);
  expect(await bringingSince(db, bringing.changeId)).toEqual({ uidValidity: '7', uidNext: 5 });
  expect(await queue(home)).toEqual([]);
  expect(await finishBringing(db, bringing, 5)).toBe(home.id);
  expect(await finishBringing(db, bringing, 5)).toBeNull();
  expect(await queue(home)).toMatchObject([{ messageId: row.id, args: { kind: 'delete' }, uid: 1 }]);
  const [there] = await messagesInFolder(db, home.userId, work.folder.Plans, 1);
  expect(there).toMatchObject({ id, uid: 5, remoteUid: 5 });
  expect(await nextBringingAt(db)).toBeNull();
  await checkStore(db);
});

test('a row that a pull made of what was appended goes when the courier comes back', async () => {
  const { id } = await start();
  const bringing = await next();
  await pull(db, work, 'Plans', message(1, { uid: 9 }));
  await finishBringing(db, bringing, 9);
  expect(await messagesInFolder(db, home.userId, work.folder.Plans, 5)).toMatchObject([{ id, uid: 9 }]);
  await checkStore(db);

  await pull(db, home, 'INBOX', message(30, { messageId: null }));
  const bare = (await messagesInFolder(db, home.userId, home.folder.INBOX, 9)).find(({ uid }) => uid === 30)!;
  await startTransfer(db, [bare], await getFolder(db, home.userId, work.folder.Plans), false);
  const second = await next();
  await pull(db, work, 'Plans', message(31, { uid: 10, messageId: null, subject: 'As the server has it' }));
  expect(await subjects(work, 'Plans')).toHaveLength(3);
  await finishBringing(db, second, 10);
  expect(await subjects(work, 'Plans')).toHaveLength(2);
  await checkStore(db);
});

test('a copy leaves the source alone', async () => {
  await start(true);
  expect(await subjects(home, 'INBOX')).toEqual(['Subject 1', 'Subject 2']);
  expect(await finishBringing(db, await next(), 5)).toBeNull();
  expect(await queue(home)).toEqual([]);
  await checkStore(db);
});

test('what will not come shows again where it is, and the person is told', async () => {
  const { id } = await start();
  await giveUpBringing(db, id, 'No room.');
  expect(await subjects(home, 'INBOX')).toEqual(expect.arrayContaining(['Subject 1', 'Subject 2']));
  expect(await subjects(work, 'Plans')).toEqual([]);
  expect(await first()).toMatchObject({ uid: 1, remoteUid: 1 });
  const told = await db.selectFrom('change').select('json').orderBy('id', 'desc').limit(1).executeTakeFirst();
  expect(JSON.parse(told!.json)).toEqual({ kind: 'refused', text: 'No room.' });
  await checkStore(db);
});

test('is taken back while nothing has left; later it is not', async () => {
  const { id } = await start();
  expect(await cancelTransfers(db, [id])).toEqual([id]);
  expect(await subjects(work, 'Plans')).toEqual([]);
  const again = await start();
  await markBringing(db, (await next()).changeId, { uidValidity: '7', uidNext: 5 });
  expect(await cancelTransfers(db, [again.id])).toEqual([]);
  expect(await subjects(work, 'Plans')).toEqual(['Subject 1']);
});

test('a transfer that was taken back cannot begin', async () => {
  const { id } = await start();
  const { changeId } = await next();
  await cancelTransfers(db, [id]);
  expect(await markBringing(db, changeId, { uidValidity: '7', uidNext: 5 })).toBe(false);
  expect(await bringingSince(db, changeId)).toBeUndefined();
});

test('what is done to it on the way waits until it is there', async () => {
  const { id } = await start();
  const there = () => messagesInFolder(db, home.userId, work.folder.Plans, 5);
  await changeFlags(db, await there(), { flagged: true });
  expect(await queue(work)).toEqual([]);
  await finishBringing(db, await next(), 5);
  expect(await queue(work)).toMatchObject([{ messageId: id, args: { kind: 'flags' }, uid: 5 }]);
  await deleteMessages(db, await there());
  expect((await queue(work)).map(({ args }) => args.kind)).toEqual(['flags', 'delete']);
  await checkStore(db);
});

test('a source with changes of its own is busy until they are done', async () => {
  await changeFlags(db, [await first()], { seen: true });
  await start();
  expect((await next()).source).toMatchObject({ isBusy: true, flags: { seen: true } });
  expect((await queue(home)).map(({ args }) => args.kind)).toEqual(['flags']);
});

test('a source that its server says is gone is given up: nothing is left waiting, in neither account', async () => {
  const { id } = await start();
  await removeMessages(db, home.folder.INBOX, [1]);
  expect((await next()).source).toBeNull();
  await giveUpBringing(db, id, 'Gone.');
  await releaseHolds(db);
  expect(await db.selectFrom('pending_change').selectAll().execute()).toEqual([]);
  expect(await subjects(work, 'Plans')).toEqual([]);
  expect(await subjects(home, 'INBOX')).toEqual(['Subject 2']);
  await checkStore(db);
});

test('when the target folder or its account goes, the source shows again', async () => {
  await start();
  await removeFolder(db, work.folder.Plans);
  await releaseHolds(db);
  expect(await subjects(home, 'INBOX')).toEqual(expect.arrayContaining(['Subject 1', 'Subject 2']));
  await checkStore(db);
  const [row] = await messagesInFolder(db, home.userId, home.folder.INBOX, 1);
  await startTransfer(db, [row!], await getFolder(db, home.userId, work.folder.INBOX), false);
  await prepareRemoval(db, home.userId, work.id);
  await removeAccount(db, home.userId, work.id, 'none');
  await releaseHolds(db);
  expect(await subjects(home, 'INBOX')).toHaveLength(2);
  await checkStore(db);
});

test('to a paused account nothing is due', async () => {
  await start();
  await db.updateTable('account').set({ paused: 1 }).where('id', '=', work.id).execute();
  expect([await accountsToBringTo(db, Date.now()), await nextBringingAt(db)]).toEqual([[], null]);
});

/** A POP3 account of the same person, and what its octets are called on disk. */
async function withPop3() {
  const account = await insertAccount(db, home.userId, { ...freshAccount('pop'), protocol: 'pop3' });
  const inbox = (await folderByRole(db, account.id, 'inbox'))!;
  const archive = (await folderByRole(db, account.id, 'archive'))!;
  const kept = (name: string) => {
    const { uid: _, ...rest } = message(40, { subject: name });
    const raw = { path: `${name}.eml`, octets: 100, whole: name };
    return { message: rest, raw, text: `words of ${name}`, snippet: name };
  };
  return { account, inbox, archive, kept };
}
const inFolder = (folderId: number) => messagesInFolder(db, home.userId, folderId, 9);

test('what lives here goes to a server, and is gone here only when it is proved there', async () => {
  const { inbox, kept } = await withPop3();
  await addLocalMessages(db, inbox.id, [{ ...kept('Local'), ledger: null }]);
  const [row] = await inFolder(inbox.id);
  const plans = await getFolder(db, home.userId, work.folder.Plans);
  const [id] = await startTransfer(db, [row!], plans, false);
  expect(await inFolder(inbox.id)).toEqual([]);
  expect(await rawPathOf(db, row!.id)).toBe('Local.eml');
  const bringing = await next();
  expect(bringing).toMatchObject({ isHere: false, source: { id: row!.id, isBusy: false } });
  await giveUpBringing(db, id!, 'No room.');
  expect(await inFolder(inbox.id)).toMatchObject([{ id: row!.id, uid: 1 }]);
  await checkStore(db);

  await startTransfer(db, await inFolder(inbox.id), plans, false);
  expect(await finishBringing(db, await next(), 5)).toBeNull();
  expect(await rawPathOf(db, row!.id)).toBeNull();
  expect(await inFolder(inbox.id)).toEqual([]);
  expect(await inFolder(plans.id)).toMatchObject([{ uid: 5, subject: 'Local' }]);
  await checkStore(db);
});

test('what comes to live here has its octets in the same moment in which the source may go', async () => {
  const { account, inbox, archive, kept } = await withPop3();
  const row = await first();
  const [id] = await startTransfer(db, [row], inbox, false);
  const bringing = (await nextToBring(db, account.id, Date.now()))!;
  expect(bringing).toMatchObject({ isHere: true, source: { id: row.id } });
  // What is done to it on the way is done when it is there.
  await changeFlags(db, await inFolder(inbox.id), { flagged: true });
  await moveMessages(db, await inFolder(inbox.id), archive.id);
  expect(await queue(home)).toEqual([]);
  expect(await finishHere(db, bringing, kept('Here'))).toBe(home.id);
  expect(await finishHere(db, bringing, kept('Twice'))).toBeNull();
  expect(await queue(home)).toMatchObject([{ messageId: row.id, args: { kind: 'delete' } }]);
  expect(await queue({ ...home, id: account.id })).toEqual([]);
  expect(await inFolder(archive.id)).toMatchObject([{ id, uid: 1, flagged: true, snippet: 'Here' }]);
  expect(await rawPathOf(db, id!)).toBe('Here.eml');
  await checkStore(db);
});

test('a copy within what lives here, one that was taken back, and one that was deleted on the way', async () => {
  const { account, inbox, archive, kept } = await withPop3();
  await addLocalMessages(db, inbox.id, [{ ...kept('Local'), ledger: null }]);
  const rows = await inFolder(inbox.id);
  const waiting = async () => (await nextToBring(db, account.id, Date.now()))!;
  await startTransfer(db, rows, archive, true);
  expect(await finishHere(db, await waiting(), kept('Copy'))).toBeNull();
  expect([...(await inFolder(inbox.id)), ...(await inFolder(archive.id))]).toHaveLength(2);

  const [back] = await startTransfer(db, rows, archive, true);
  const cancelled = await waiting();
  expect(await cancelTransfers(db, [back!])).toEqual([back]);
  expect(await finishHere(db, cancelled, kept('Cancelled'))).toBeNull();
  expect(await inFolder(archive.id)).toHaveLength(1);

  const [deleted] = await startTransfer(db, rows, archive, false);
  await deleteMessages(
    db,
    (await inFolder(archive.id)).filter(({ id }) => id === deleted),
  );
  expect(await finishHere(db, await waiting(), kept('Deleted'))).toBeNull();
  expect(await inFolder(inbox.id)).toEqual([]);
  expect(await inFolder(archive.id)).toHaveLength(1);
  expect(await db.selectFrom('raw_message').select('path').execute()).toEqual([{ path: 'Copy.eml' }]);
  await checkStore(db);
});

test('what is moved on before it has arrived here goes on from here, and is never in no place', async () => {
  const { account, inbox, kept } = await withPop3();
  const row = await first();
  const [id] = await startTransfer(db, [row], inbox, false);
  const bringing = (await nextToBring(db, account.id, Date.now()))!;
  const plans = await getFolder(db, home.userId, work.folder.Plans);
  const [onward] = await startTransfer(db, await inFolder(inbox.id), plans, false);
  expect(await finishHere(db, bringing, kept('Here'))).toBe(home.id);
  expect(await rawPathOf(db, id!)).toBe('Here.eml');
  expect(await subjects(work, 'Plans')).toEqual(['Subject 1']);
  await checkStore(db);

  const further = await next();
  expect(further.source).toMatchObject({ accountId: account.id, isBusy: false });
  await giveUpBringing(db, onward!, 'No room.');
  expect(await inFolder(inbox.id)).toMatchObject([{ id, uid: 1 }]);
  await checkStore(db);

  await startTransfer(db, await inFolder(inbox.id), plans, false);
  expect(await finishBringing(db, await next(), 9)).toBeNull();
  expect(await inFolder(inbox.id)).toEqual([]);
  expect(await db.selectFrom('raw_message').select('path').execute()).toEqual([]);
  expect(await subjects(work, 'Plans')).toEqual(['Subject 1']);
  await checkStore(db);
});
