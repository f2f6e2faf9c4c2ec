import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { folderByRole } from '@/lib/store/folders';
import { addImport, getImport, saveImport } from '@/lib/store/imports';
import { labFromEnv } from '@/scripts/lab/lab';
import { engines } from './engines';
import { exportMbox } from './export-folder';
import { startImport } from './import-file';
import { makeOwnStore } from './testing/pop3-account';

makeOwnStore();
const lab = labFromEnv();
afterAll(() => engines().stopAll());

const letter = (n: number) =>
  `From: Ben <ben@lab.test>\r\nSubject: Letter ${n}\r\nMessage-ID: <${n}@lab.test>\r\nDate: Tue, 0${n} Sep 2020 10:00:00 +0000\r\n\r\nHello ${n}\r\n`;

async function bring(account: AccountRow, folderId: number, file: string | Buffer) {
  const db = await store();
  const path = join(process.env.DATA_DIR!, `import-${Math.random()}`);
  writeFileSync(path, file);
  const job = { userId: account.userId, folderId, name: 'file', path, size: file.length };
  const { id } = await addImport(db, job);
  await saveImport(db, id, { state: 'running' });
  startImport(id);
  await expect
    .poll(async () => (await getImport(db, account.userId, id)).state, { timeout: 30_000 })
    .not.toBe('running');
  return getImport(db, account.userId, id);
}

test('an mbox file goes into a folder of an IMAP account once, with flags and dates, and comes out again', async () => {
  const db = await store();
  const user = await lab.createUser();
  const account = await createAccount(db, {
    address: user.address,
    name: 'Ann',
    username: user.username,
    imap: { host: 'localhost', port: lab.ports.imaps, security: 'tls' },
    smtp: { host: 'localhost', port: lab.ports.submission, security: 'starttls' },
    secret: seal(user.password),
  });
  await engines().start(account.id);
  await expect
    .poll(async () => (await folderByRole(db, account.id, 'archive'))?.uidValidity ?? null, {
      timeout: 30_000,
    })
    .not.toBeNull();
  const archive = (await folderByRole(db, account.id, 'archive'))!;
  const file = [1, 2, 3, 4, 5]
    .map(
      (n) =>
        `From x Sat Jan 0${n} 10:00:00 2021\nStatus: ${n % 2 ? 'RO' : 'O'}\nX-Status: ${n === 2 ? 'F' : ''}\n${letter(n).replace(/\r\n/gu, '\n')}\n`,
    )
    .join('');
  expect(await bring(account, archive.id, file)).toMatchObject({
    state: 'done',
    added: 5,
    doubles: 0,
    failed: 0,
  });
  const other = await lab.connectImap(user);
  await other.mailboxOpen('Archive');
  const found = [];
  for await (const { source, flags, internalDate } of other.fetch('1:*', {
    source: true,
    flags: true,
    internalDate: true,
  }))
    found.push({
      raw: source!.toString(),
      seen: flags!.has('\\Seen'),
      flagged: flags!.has('\\Flagged'),
      at: new Date(internalDate!).toISOString(),
    });
  await other.logout();
  expect(found).toEqual(
    [1, 2, 3, 4, 5].map((n) => ({
      raw: letter(n),
      seen: n % 2 === 1,
      flagged: n === 2,
      at: `2021-01-0${n}T10:00:00.000Z`,
    })),
  );
  await expect
    .poll(async () => (await folderByRole(db, account.id, 'archive'))!.total, { timeout: 30_000 })
    .toBe(5);
  await expect
    .poll(async () => (await bring(account, archive.id, file)).doubles, { timeout: 30_000 })
    .toBe(5);
  const again = (await buffer(exportMbox(db, account.userId, archive.id))).toString();
  for (const n of [1, 2, 3, 4, 5]) expect(again).toContain(letter(n).replace(/\r\n/gu, '\n'));
});
