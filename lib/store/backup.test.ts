import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScriptedPop3 } from '@/lib/providers/testing/scripted-pop3';
import { addPop3Account, makeOwnStore, pull, storedOctets } from '@/lib/sync/testing/pop3-account';
import { backupStore } from './backup';
import { type Db, openStore, store } from './db';
import { folderByRole } from './folders';
import { deleteMessages } from './local-changes';
import { messagesInFolder } from './read-messages';
import { restoreStore } from './restore';
import { sweepRawFiles } from './raw-files';
import { checkStore } from './testing/check-store';

makeOwnStore();
const dir = mkdtempSync(join(tmpdir(), 'pennypost-backup-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let db: Db;
beforeAll(async () => {
  db = await store();
});

const letters = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({
    uidl: `id-${from + at}`,
    raw: Buffer.from(
      `Message-ID: <${from + at}@lab.test>\r\nSubject: ${from + at}\r\n\r\nHello ${from + at}\r\n`,
    ),
  }));

test('a backup taken while mail comes and goes is whole, and a restore is what it was', async () => {
  const server = await startScriptedPop3({ messages: letters(120) });
  const account = await addPop3Account(server.login);
  await pull(account, server.login);
  server.messages.push(...letters(100, 120));
  const inbox = (await folderByRole(db, account.id, 'inbox'))!;
  const target = join(dir, 'first');
  const [copied] = await Promise.all([
    backupStore(process.env.DATA_DIR!, target),
    pull(account, server.login),
    messagesInFolder(db, account.userId, inbox.id, 40).then(async (rows) => {
      await deleteMessages(db, rows);
      await sweepRawFiles(db, account.id);
    }),
  ]);
  expect(copied.messages).toBeGreaterThanOrEqual(80);
  await db
    .insertInto('outbox')
    .values({
      user_id: account.userId,
      account_id: account.id,
      idempotency_key: 'k',
      message_id_header: '<m@x>',
      subject: 's',
      to_json: '[]',
      envelope_json: '{"from":"a@x","to":["b@x"]}',
      path: '/gone/outbox/x.eml',
      size: 1,
      state: 'queued',
      created_at: Date.now(),
    })
    .execute();
  const before = await storedOctets(db, account);
  const second = join(dir, 'second');
  await backupStore(process.env.DATA_DIR!, second);
  await expect(backupStore(process.env.DATA_DIR!, second)).rejects.toThrow('exists already');
  const there = join(dir, 'data');
  expect(await restoreStore(second, there)).toMatchObject({ messages: before.length, accounts: 1 });
  await expect(restoreStore(second, there)).rejects.toThrow('has a store already');
  const restored = await openStore(join(there, 'pennypost.db'));
  await checkStore(restored);
  const rows = await restored.selectFrom('raw_message').select('path').execute();
  const octets = rows.map(({ path }) => readFileSync(join(there, 'messages', path), 'latin1')).sort();
  expect(octets).toEqual(before);
  expect(await restored.selectFrom('outbox').select(['state']).execute()).toEqual([{ state: 'filed' }]);
  await restored.destroy();
  const first = await openStore(join(target, 'pennypost.db'));
  for (const { path } of await first.selectFrom('raw_message').select('path').execute())
    expect(readFileSync(join(target, 'messages', path)).length).toBeGreaterThan(0);
  await checkStore(first);
  await first.destroy();
  await server.close();
});

test('what waited to be sent is unclear after a restore', async () => {
  const path = join(process.env.DATA_DIR!, 'waiting.eml');
  await import('node:fs/promises').then(({ writeFile }) => writeFile(path, 'Subject: x\r\n\r\n'));
  await db.updateTable('outbox').set({ path, state: 'queued' }).execute();
  const target = join(dir, 'third');
  expect(await backupStore(process.env.DATA_DIR!, target)).toMatchObject({ others: 1 });
  const there = join(dir, 'other');
  expect(await restoreStore(target, there)).toMatchObject({ unclear: 1 });
  const restored = await openStore(join(there, 'pennypost.db'));
  const row = await restored.selectFrom('outbox').select(['state', 'path']).executeTakeFirstOrThrow();
  expect(row.state).toBe('unclear');
  expect(readFileSync(row.path, 'utf8')).toContain('Subject: x');
  await restored.destroy();
});
