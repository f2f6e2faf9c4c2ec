import { beforeEach, expect, test } from 'vitest';
import { coalesceChanges } from './coalesce-changes';
import { type Db, openStore } from './db';
import { changeFlags, moveMessages } from './local-changes';
import { finishPendingChange, markTried, nextPendingChanges, refusePendingChange } from './pending-changes';
import { getMessage, type MessageRow, messagesInFolder } from './read-messages';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
let row: MessageRow;
const queue = async () => {
  await coalesceChanges(db, ann.id);
  return nextPendingChanges(db, ann.id, 100);
};
const flip = (patch: Parameters<typeof changeFlags>[2]) => changeFlags(db, [row], patch);

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  await pull(db, ann, 'INBOX', message(1));
  row = (await messagesInFolder(db, ann.userId, ann.folder.INBOX, 1))[0]!;
});

test('eleven flips of a flag are one change, ten are none', async () => {
  for (let n = 0; n < 10; n++) await flip({ seen: n % 2 === 0 });
  expect(await queue()).toEqual([]);
  for (let n = 0; n < 11; n++) await flip({ seen: n % 2 === 0 });
  expect((await queue()).map(({ args }) => args)).toEqual([{ kind: 'flags', patch: { seen: true } }]);
  await checkStore(db);
});

test('different flags go together, and a refusal undoes all of them', async () => {
  await flip({ seen: true });
  await flip({ flagged: true });
  await flip({ seen: false });
  const changes = await queue();
  expect(changes.map(({ args }) => args)).toEqual([{ kind: 'flags', patch: { flagged: true } }]);
  await refusePendingChange(db, changes[0]!, 'No.');
  expect(await getMessage(db, ann.userId, row.id)).toMatchObject({ seen: false, flagged: false });
  await checkStore(db);
});

test('a move in between keeps its place', async () => {
  await flip({ seen: true });
  await moveMessages(db, [row], ann.folder.Archive);
  await flip({ flagged: true });
  await flip({ answered: true });
  expect((await queue()).map(({ args }) => args)).toEqual([
    { kind: 'flags', patch: { seen: true } },
    { kind: 'move', targetFolderId: ann.folder.Archive },
    { kind: 'flags', patch: { flagged: true, answered: true } },
  ]);
  for (let next = (await queue())[0]; next; next = (await queue())[0])
    await finishPendingChange(db, next, next.args.kind === 'move' ? 9 : null);
  expect(await getMessage(db, ann.userId, row.id)).toMatchObject({ uid: 9, seen: true, flagged: true });
  await checkStore(db);
});

test('what was tried is not dropped: the server may have done it', async () => {
  await flip({ seen: true });
  await markTried(
    db,
    (await queue()).map(({ id }) => id),
  );
  await flip({ seen: false });
  expect((await queue()).map(({ args }) => args)).toEqual([{ kind: 'flags', patch: { seen: false } }]);
});
