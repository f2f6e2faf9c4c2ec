import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connect } from '@/lib/providers/imap/connect';
import { startScriptedImap } from '@/lib/providers/testing/scripted-imap';
import { store } from '@/lib/store/db';
import { getFolderById } from '@/lib/store/folders';
import { messagesInFolder } from '@/lib/store/read-messages';
import { addAccount, message, pull } from '@/lib/store/testing/mailbox';
import { backfill, pullFolder } from './pull-folder';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-pull-'));
Object.assign(process.env, { APP_SECRET: 'x'.repeat(40), DATA_DIR: dir });
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const row = (n: number, uid: number) =>
  `* ${n} FETCH (UID ${uid} FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0000" RFC822.SIZE 9 ENVELOPE (NIL "${uid}" NIL NIL NIL NIL NIL NIL NIL "<${uid}@lab.test>"))`;
test('a first sight that died before it was noted leaves nothing behind when the folder was numbered anew', async () => {
  const server = await startScriptedImap({
    answers: {
      SELECT: '* 2 EXISTS\n* OK [UIDVALIDITY 8] x\n* OK [UIDNEXT 5] x\nTAG OK',
      FETCH: `${row(1, 3)}\n${row(2, 4)}\nTAG OK`,
    },
  });
  const db = await store();
  const ann = await addAccount(db);
  await pull(db, ann, 'INBOX', message(1), message(2));
  const c = await connect(server.login);
  ends.push(() => c.close(), server.close);
  await pullFolder(db, c, ann.folder.INBOX);
  const uids = async () =>
    (await messagesInFolder(db, ann.userId, ann.folder.INBOX, 10)).flatMap(({ uid }) => uid ?? []).sort();
  expect(await uids()).toEqual([3, 4]);
  while (await backfill(db, c, ann.folder.INBOX));
  const rows = await messagesInFolder(db, ann.userId, ann.folder.INBOX, 10);
  expect(rows.map(({ uid }) => uid).sort()).toEqual([3, 4]);
});

test('a message that another program marked as deleted and took back is there again', async () => {
  const flags = (uid: number, names: string) => `* ${uid} FETCH (UID ${uid} FLAGS (${names}))`;
  const whole = `${row(1, 1)}\n${row(2, 2)}\nTAG OK`;
  const server = await startScriptedImap({
    answers: {
      SELECT: '* 2 EXISTS\n* OK [UIDVALIDITY 8] x\n* OK [UIDNEXT 3] x\nTAG OK',
      FETCH: [
        whole,
        whole,
        `${flags(1, '')}\n${flags(2, '\\Deleted')}\nTAG OK`,
        `${flags(1, '')}\n${flags(2, '')}\nTAG OK`,
      ],
      'UID FETCH': `${row(2, 2)}\nTAG OK`,
    },
  });
  const db = await store();
  const ann = await addAccount(db, 'ann2');
  const c = await connect(server.login);
  ends.push(() => c.close(), server.close);
  const uids = async () =>
    (await messagesInFolder(db, ann.userId, ann.folder.INBOX, 10)).map(({ uid }) => uid).sort();
  await pullFolder(db, c, ann.folder.INBOX);
  while (await backfill(db, c, ann.folder.INBOX));
  expect(await uids()).toEqual([1, 2]);
  await pullFolder(db, c, ann.folder.INBOX);
  expect(await uids()).toEqual([1]);
  await pullFolder(db, c, ann.folder.INBOX);
  expect(await uids()).toEqual([1, 2]);
});

test('the past comes slice after slice on one go until others want the connection or the folder', async () => {
  const server = await startScriptedImap({
    answers: {
      SELECT: '* 2 EXISTS\n* OK [UIDVALIDITY 8] x\n* OK [UIDNEXT 9001] x\nTAG OK',
      FETCH: `${row(1, 8999)}\n${row(2, 9000)}\nTAG OK`,
    },
  });
  const db = await store();
  const ann = await addAccount(db, 'ann3');
  const c = await connect(server.login);
  ends.push(() => c.close(), server.close);
  const asked = () =>
    server.lines.flatMap((line) => / UID FETCH (\d+:\d+) /u.exec(line)?.[1] ?? []).splice(0);
  await pullFolder(db, c, ann.folder.INBOX);
  await backfill(db, c, ann.folder.INBOX);
  let looks = 0;
  expect(await backfill(db, c, ann.folder.INBOX, () => ++looks === 2)).toBe(true);
  expect(asked()).toEqual(['6999:8998', '4999:6998']);
  const { backfillBelow } = (await getFolderById(db, ann.folder.INBOX))!;
  expect(backfillBelow).toBe(4999);
  // Somebody opens the folder meanwhile: his pull comes after the slice that is going on.
  const going = backfill(db, c, ann.folder.INBOX, () => false);
  const pulled = pullFolder(db, c, ann.folder.INBOX);
  expect(await going).toBe(true);
  await pulled;
  expect(await backfill(db, c, ann.folder.INBOX, () => false)).toBe(false);
  expect(asked().filter((range) => range !== '1:9000')).toEqual([
    '6999:8998',
    '4999:6998',
    '2999:4998',
    '999:2998',
    '1:998',
  ]);
});

test('when more came after the first sight than are fetched first, the past is fetched all the same', async () => {
  const server = await startScriptedImap({
    answers: {
      SELECT: '* 2 EXISTS\n* OK [UIDVALIDITY 8] x\n* OK [UIDNEXT 3] x\nTAG OK',
      FETCH: [`${row(1, 1)}\n${row(2, 2)}\nTAG OK`, `${row(300, 300)}\n${row(301, 301)}\nTAG OK`],
      'UID FETCH': `${row(1, 1)}\n${row(2, 2)}\nTAG OK`,
    },
  });
  const db = await store();
  const ann = await addAccount(db, 'ann4');
  const c = await connect(server.login);
  ends.push(() => c.close(), server.close);
  await pullFolder(db, c, ann.folder.INBOX);
  expect(await backfill(db, c, ann.folder.INBOX)).toBe(false);
  expect(server.lines.some((line) => line.includes(' UID FETCH 1:2 '))).toBe(true);
  const rows = await messagesInFolder(db, ann.userId, ann.folder.INBOX, 10);
  expect(rows.map(({ uid }) => uid).sort()).toEqual([1, 2, 300, 301]);
});
