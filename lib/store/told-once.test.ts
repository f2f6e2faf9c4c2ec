// A server with QRESYNC tells each change once: what a pull hears of a message whose own change waits must not be forgotten.
import { beforeEach, expect, test } from 'vitest';
import { type Db, openStore } from './db';
import { changeFlags, deleteMessages, moveMessages } from './local-changes';
import { removeMessages, updateFlags } from './messages';
import { finishPendingChange, markTried, nextPendingChanges, refusePendingChange } from './pending-changes';
import { messagesInFolder } from './read-messages';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const shown = (path: 'INBOX' | 'Archive') => messagesInFolder(db, ann.userId, ann.folder[path], 100);
const queue = () => nextPendingChanges(db, ann.id, 100);
const flags = (patch: object) => ({ seen: false, flagged: false, answered: false, draft: false, ...patch });

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  await pull(db, ann, 'INBOX', message(1));
  return async () => {
    await checkStore(db);
    await db.destroy();
  };
});

test('a message that vanished while its flag waited is gone, and so is the change', async () => {
  await changeFlags(db, await shown('INBOX'), { seen: true });
  const [change] = await queue();
  await removeMessages(db, ann.folder.INBOX, [1]);
  await finishPendingChange(db, change!);
  expect(await shown('INBOX')).toEqual([]);
  expect(await queue()).toEqual([]);
});

test.each(['move', 'delete'] as const)(
  'a message that vanished before its %s was tried is gone',
  async (deed) => {
    if (deed === 'move') await moveMessages(db, await shown('INBOX'), ann.folder.Archive);
    else await deleteMessages(db, await shown('INBOX'));
    await removeMessages(db, ann.folder.INBOX, [1]);
    expect([...(await shown('INBOX')), ...(await shown('Archive'))]).toEqual([]);
    expect(await queue()).toEqual([]);
  },
);

test('a message that vanished after its move was tried was moved: it waits for its UID in the target', async () => {
  await moveMessages(db, await shown('INBOX'), ann.folder.Archive);
  await changeFlags(db, await shown('Archive'), { flagged: true });
  const [move] = await queue();
  await markTried(db, [move!.id]);
  await removeMessages(db, ann.folder.INBOX, [1]);
  expect(await queue()).toMatchObject([{ args: { kind: 'flags' }, path: 'Archive', uid: null }]);
  await pull(db, ann, 'Archive', { ...message(1), uid: 9 });
  expect(await shown('Archive')).toMatchObject([{ uid: 9, flagged: true }]);
  expect(await queue()).toMatchObject([{ args: { kind: 'flags' }, path: 'Archive', uid: 9 }]);
});

test("another program's flags are taken over while ours waits, each program's own word counting", async () => {
  await changeFlags(db, await shown('INBOX'), { seen: true });
  await updateFlags(db, ann.folder.INBOX, [{ uid: 1, flags: flags({ flagged: true, answered: true }) }]);
  expect(await shown('INBOX')).toMatchObject([{ seen: true, flagged: true, answered: true }]);
  await finishPendingChange(db, (await queue())[0]!);
  expect(await shown('INBOX')).toMatchObject([{ seen: true, flagged: true, answered: true }]);
});

test("another program's flags are taken over while a move waits, and a refusal brings back what the server has", async () => {
  await moveMessages(db, await shown('INBOX'), ann.folder.Archive);
  await changeFlags(db, await shown('Archive'), { flagged: true });
  await updateFlags(db, ann.folder.INBOX, [{ uid: 1, flags: flags({ seen: true, answered: true }) }]);
  expect(await shown('Archive')).toMatchObject([{ seen: true, flagged: true, answered: true }]);
  await refusePendingChange(db, (await queue())[0]!, 'No.');
  expect(await shown('INBOX')).toMatchObject([{ uid: 1, seen: true, flagged: false, answered: true }]);
});
