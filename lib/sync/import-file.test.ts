import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AccountRow } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { type FolderRow, folderByRole } from '@/lib/store/folders';
import { addImport, getImport, saveImport } from '@/lib/store/imports';
import { changeFlags } from '@/lib/store/local-changes';
import { messagesInFolder } from '@/lib/store/read-messages';
import { checkStore } from '@/lib/store/testing/check-store';
import { exportMbox, exportZip } from './export-folder';
import { startImport, stopImports } from './import-file';
import { addPop3Account, makeOwnStore, storedOctets } from './testing/pop3-account';

makeOwnStore();
let db: Db;
let serial = 0;
beforeAll(async () => {
  db = await store();
});

async function setUp(): Promise<{ account: AccountRow; folder: FolderRow }> {
  const account = await addPop3Account({
    host: 'localhost',
    port: 1,
    security: 'tls',
    username: `person-${++serial}@lab.test`,
    auth: { kind: 'password', password: 'x' },
    allowSelfSigned: true,
    allowPrivate: true,
  });
  return { account, folder: (await folderByRole(db, account.id, 'archive'))! };
}

const letter = (n: number) =>
  `From: Ben <ben@lab.test>\r\nSubject: Letter / ${n}\r\nMessage-ID: <${n}@lab.test>\r\nDate: Tue, ${String((n % 27) + 1).padStart(2, '0')} Sep 2020 10:00:00 +0000\r\n\r\nFrom me\r\n.\r\nHello ${n}\r\n`;

/** Brings a file and waits until it is read. */
async function bring(account: AccountRow, folder: FolderRow, octets: Buffer | string) {
  const path = join(process.env.DATA_DIR!, `import-${++serial}`);
  writeFileSync(path, octets);
  const { id } = await addImport(db, {
    userId: account.userId,
    folderId: folder.id,
    name: 'file',
    path,
    size: octets.length,
  });
  await saveImport(db, id, { state: 'running' });
  startImport(id);
  return { id, path, over: () => ended(account, id) };
}
async function ended(account: AccountRow, id: number) {
  await expect
    .poll(async () => (await getImport(db, account.userId, id)).state, { timeout: 20_000 })
    .not.toBe('running');
  return getImport(db, account.userId, id);
}
const rows = (account: AccountRow, folder: FolderRow) =>
  messagesInFolder(db, account.userId, folder.id, 1000);

describe('a folder', () => {
  test.each([
    ['mbox', exportMbox],
    ['zip', exportZip],
  ] as const)('goes out as %s and comes in again, octet for octet, with flags and dates', async (_, save) => {
    const { account, folder } = await setUp();
    const file = Array.from(
      { length: 12 },
      (_, n) => `From x\r\n${letter(n).replace(/^From me/mu, '>From me')}\r\n`,
    );
    expect(await (await bring(account, folder, file.join(''))).over()).toMatchObject({
      state: 'done',
      added: 12,
    });
    const sent = Array.from({ length: 12 }, (_, n) => letter(n)).sort();
    expect(await storedOctets(db, account)).toEqual(sent);
    const before = await rows(account, folder);
    await changeFlags(db, before.slice(0, 4), { seen: true, flagged: true });
    await changeFlags(db, before.slice(2, 6), { answered: true });

    const other = await setUp();
    const taken = await buffer(save(db, account.userId, folder.id));
    expect(await (await bring(other.account, other.folder, taken)).over()).toMatchObject({
      state: 'done',
      added: 12,
      doubles: 0,
      failed: 0,
    });
    expect(await storedOctets(db, other.account)).toEqual(sent);
    const facts = (list: Awaited<ReturnType<typeof rows>>) =>
      list
        .map(({ messageId, seen, flagged, answered, date }) => ({ messageId, seen, flagged, answered, date }))
        .sort((a, b) => (a.messageId! < b.messageId! ? -1 : 1));
    expect(facts(await rows(other.account, other.folder))).toEqual(facts(await rows(account, folder)));
    // Once more: all of it is here.
    expect(await (await bring(other.account, other.folder, taken)).over()).toMatchObject({
      added: 0,
      doubles: 12,
    });
    await checkStore(db);
  });

  test('of somebody else is empty', async () => {
    const { account, folder } = await setUp();
    const other = await setUp();
    await (await bring(account, folder, letter(1))).over();
    expect((await buffer(exportMbox(db, other.account.userId, folder.id))).length).toBe(0);
  });
});

describe('an import', () => {
  test('that is stopped again and again goes on where it was and doubles nothing', async () => {
    const { account, folder } = await setUp();
    const count = 60;
    const file = Array.from(
      { length: count },
      (_, n) => `From x\n${letter(n).replace('From me', '>From me')}\n`,
    ).join('');
    const job = await bring(account, folder, file);
    for (let round = 0; round < 4; round++) {
      const reached = (await getImport(db, account.userId, job.id)).position;
      await expect
        .poll(async () => (await getImport(db, account.userId, job.id)).position)
        .toBeGreaterThan(Math.min(reached, file.length - 1));
      await stopImports(job.id);
      startImport(job.id);
    }
    // As after a crash between adding a message and noting it.
    await stopImports(job.id);
    await saveImport(db, job.id, { state: 'running', position: 0 });
    writeFileSync(job.path, file);
    startImport(job.id);
    await job.over();
    expect(await storedOctets(db, account)).toHaveLength(count);
  });

  test('of one message takes it, with line ends as mail has them', async () => {
    const { account, folder } = await setUp();
    await (await bring(account, folder, letter(1).replace(/\r\n/gu, '\n'))).over();
    expect(await storedOctets(db, account)).toEqual([letter(1)]);
  });

  test.each([
    ['no mail', Buffer.from([0, 1, 2, 3, 255])],
    ['a cut zip file', Buffer.from('PK\x03\x04 and then nothing')],
  ])('of %s says so and leaves nothing', async (_, octets) => {
    const { account, folder } = await setUp();
    const { state, error } = await (await bring(account, folder, octets)).over();
    expect([state, error]).toEqual(['failed', expect.stringMatching(/^This (?:is no|zip file)/u)]);
    expect(await storedOctets(db, account)).toEqual([]);
  });
});
