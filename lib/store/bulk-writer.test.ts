import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow } from '@/lib/runtime/bus';
import { once } from '@/lib/runtime/once';
import { insertInBulk, saveTextsInBulk } from './bulk-writer';
import { type Db, store, transaction } from './db';
import { getFolderById } from './folders';
import { countParts } from './merge-texts';
import { replaceTexts } from './message-text';
import { listUntexted } from './save-texts';
import { addAccount, message, type TestAccount } from './testing/mailbox';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-bulk-'));
let db: Db;
let ann: TestAccount;

beforeAll(async () => {
  Object.assign(process.env, { APP_SECRET: 'x'.repeat(40), DATA_DIR: dir });
  db = await store();
  ann = await addAccount(db);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const total = async (path: 'INBOX' | 'Plans' | 'Sent' | 'Archive') =>
  (await getFolderById(db, ann.folder[path]))!.total;
const batch = (from: number, count = 200) =>
  Array.from({ length: count }, (_, index) => message(from + index));

test('what is written in bulk is there for all, and browsers are told', async () => {
  let signals = 0;
  const stop = follow(ann.userId, () => signals++);
  await insertInBulk(db, ann.id, ann.folder.INBOX, batch(1, 10));
  stop();
  expect(await total('INBOX')).toBe(10);
  expect(signals).toBeGreaterThan(0);
  const rows = await listUntexted(db, ann.id, 10);
  await saveTextsInBulk(
    db,
    rows.map(({ id }) => ({ id, text: 'words', snippet: 'words' })),
  );
  expect(await listUntexted(db, ann.id, 10)).toEqual([]);
});

test('a person writes while a back-fill does: neither is refused, and nobody waits for all of it', async () => {
  const order: string[] = [];
  const bulk = Array.from({ length: 15 }, (_, index) =>
    insertInBulk(db, ann.id, ann.folder.Plans, batch(1000 + index * 200)).then(() => order.push('bulk')),
  );
  for (let turn = 0; turn < 20; turn++) {
    await transaction(db, async (t) => {
      const folder = await getFolderById(t, ann.folder.Plans);
      await t
        .updateTable('folder')
        .set({ error: `turn ${turn}` })
        .where('id', '=', folder!.id)
        .execute();
    });
    order.push('person');
  }
  await Promise.all(bulk);
  expect(await total('Plans')).toBe(3000);
  expect((await getFolderById(db, ann.folder.Plans))!.error).toBe('turn 19');
  // Between two turns of a person there is room for the batch that was being written (and for some more where the machine
  // lets this thread wait), not for all that waits.
  const inARow = order
    .join(' ')
    .split('person')
    .map((bulks) => bulks.trim().split(' ').filter(Boolean).length);
  expect(Math.max(...inARow.slice(0, -1))).toBeLessThan(bulk.length / 2);
  expect(inARow.at(-1)).toBeGreaterThan(0);
});

test('what cannot be written fails alone, also when it was written together with others', async () => {
  const bad = [message(2), message(3, { subject: null as unknown as string })];
  const asked = [[message(1)], bad, [message(4)]].map((messages) =>
    insertInBulk(db, ann.id, ann.folder.Archive, messages),
  );
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(await total('Archive')).toBe(2);
});

test('while another program has the store locked, who waits is told', async () => {
  const other = new Sqlite(join(dir, 'pennypost.db'));
  other.exec('begin immediate');
  const asked = await insertInBulk(db, ann.id, ann.folder.Archive, [message(9)]).catch(String);
  other.exec('rollback');
  other.close();
  expect(asked).toContain('locked');
  await insertInBulk(db, ann.id, ann.folder.Archive, [message(9)]);
  expect(await total('Archive')).toBe(3);
}, 20_000);

/** Parts of the text index, each with one word of a message that is there. */
async function addParts(count: number): Promise<void> {
  const { id } = await db.selectFrom('message').select('id').limit(1).executeTakeFirstOrThrow();
  for (let n = 0; n < count; n++) await replaceTexts(db, [{ id, subject: '', people: '', body: `word${n}` }]);
}

test('what was written in small pieces is merged when it is quiet', async () => {
  await insertInBulk(db, ann.id, ann.folder.Archive, [message(99)]);
  await addParts(60);
  expect(await countParts(db)).toBeGreaterThan(50);
  await expect.poll(() => countParts(db), { timeout: 15_000 }).toBeLessThan(40);
}, 20_000);

test('with too many parts, also when it is never quiet', async () => {
  await addParts(850);
  // Each comes long before it would be quiet.
  for (let index = 0; index < 100 && (await countParts(db)) > 400; index++)
    await insertInBulk(db, ann.id, ann.folder.Archive, [message(200 + index)]);
  expect(await countParts(db)).toBeLessThan(400);
}, 20_000);

test('a thread that ends fails what waits for it, holds up nobody, and is replaced', async () => {
  const pending = Promise.allSettled(
    Array.from({ length: 10 }, (_, index) =>
      insertInBulk(db, ann.id, ann.folder.Sent, batch(1 + index * 200)),
    ),
  );
  type Current = { writer: { worker: { terminate(): Promise<number> } } | null };
  const current = once<Current>('bulk-writer', () => ({ writer: null }));
  await expect.poll(() => current.writer !== null).toBe(true);
  await current.writer!.worker.terminate();
  expect((await pending).map(({ status }) => status)).toContain('rejected');
  await transaction(db, (t) =>
    t.updateTable('folder').set({ error: null }).where('id', '=', ann.folder.Sent).execute(),
  );
  // Asked again, as the engine does: what was written before the end is not doubled.
  for (let index = 0; index < 10; index++)
    await insertInBulk(db, ann.id, ann.folder.Sent, batch(1 + index * 200));
  expect(await total('Sent')).toBe(2000);
});
