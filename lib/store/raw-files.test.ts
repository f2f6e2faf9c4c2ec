import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { startScriptedPop3 } from '@/lib/providers/testing/scripted-pop3';
import { addPop3Account, makeOwnStore, pull } from '@/lib/sync/testing/pop3-account';
import { type Db, store } from './db';
import { folderByRole } from './folders';
import { deleteMessages } from './local-changes';
import { backupMark, rawFile, sweepRawFiles } from './raw-files';
import { messagesInFolder } from './read-messages';

makeOwnStore();
let db: Db;
beforeAll(async () => {
  db = await store();
});

const old = new Date(Date.now() - 2 * 3600_000);

test('files that no row names are swept away when they are old, and none while a backup runs', async () => {
  const messages = [1, 2, 3].map((n) => ({ uidl: `${n}x`, raw: Buffer.from(`Subject: ${n}\r\n\r\nx\r\n`) }));
  const server = await startScriptedPop3({ messages });
  const account = await addPop3Account(server.login);
  await pull(account, server.login);
  await server.close();
  const paths = (await db.selectFrom('raw_message').select('path').execute()).map(({ path }) =>
    rawFile(path),
  );
  expect(paths.map(existsSync)).toEqual([true, true, true]);
  for (const path of paths) utimesSync(path, old, old);
  expect(await sweepRawFiles(db, account.id)).toBe(0);

  const inbox = (await folderByRole(db, account.id, 'inbox'))!;
  const rows = await messagesInFolder(db, account.userId, inbox.id, 10);
  await deleteMessages(db, rows.slice(0, 2));
  writeFileSync(backupMark(), '1');
  expect(await sweepRawFiles(db, account.id)).toBe(0);
  expect(paths.map(existsSync)).toEqual([true, true, true]);
  await rm(backupMark());
  expect(await sweepRawFiles(db, account.id)).toBe(2);
  const left = (await db.selectFrom('raw_message').select('path').execute()).map(({ path }) => rawFile(path));
  expect(paths.filter(existsSync)).toEqual(left);
});
