import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { follow } from '@/lib/runtime/bus';
import { recordChange } from './changes';
import { startCheckpoints } from './checkpoints';
import { type Db, openStore, transaction } from './db';
import { foldersOf } from './folders';
import { keepPrepared } from './keep-prepared';
import { nextPendingChanges } from './pending-changes';
import { checkStore } from './testing/check-store';
import { addAccount } from './testing/mailbox';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pennypost-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a transaction', () => {
  let db: Db;
  let userId: number;
  const news = () => ({ kind: 'refused' as const, text: 'News.' });
  beforeEach(async () => {
    db = await openStore(':memory:');
    ({ userId } = await addAccount(db));
  });

  test('signals those it has news for once, after the commit', async () => {
    const seen: number[] = [];
    const stop = follow(userId, () => seen.push(committed));
    let committed = 0;
    await transaction(db, async (t) => {
      await recordChange(t, userId, news());
      await transaction(t, (inner) => recordChange(inner, userId, news()));
      expect(seen).toEqual([]);
      committed = 1;
    });
    stop();
    expect(seen).toEqual([1]);
  });

  test('that fails leaves nothing and signals nobody', async () => {
    const before = await db.selectFrom('change').select('id').execute();
    let signals = 0;
    const stop = follow(userId, () => signals++);
    const failing = transaction(db, async (t) => {
      await recordChange(t, userId, news());
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    stop();
    expect(signals).toBe(0);
    expect(await db.selectFrom('change').select('id').execute()).toEqual(before);
  });

  test('of several at once each sees the one before', async () => {
    const count = async (t: Db) => (await t.selectFrom('session').selectAll().execute()).length;
    const add = (id: string) => (t: Db) =>
      count(t).then(async (n) => {
        await t.insertInto('session').values({ id, user_id: userId, created_at: 0, seen_at: 0 }).execute();
        return n;
      });
    const counts = await Promise.all(['a', 'b', 'c'].map((id) => transaction(db, add(id))));
    expect(counts).toEqual([0, 1, 2]);
  });
});

test('statements stay prepared while they are used, and their number is bounded', () => {
  const sqlite = new Sqlite(':memory:');
  const kept = keepPrepared(sqlite);
  const first = kept.prepare('select 0');
  for (let n = 1; n < 1000; n++) {
    kept.prepare(`select ${n}`);
    expect(kept.prepare('select 0')).toBe(first);
  }
  const dropped = kept.prepare('select 1');
  expect(kept.prepare('select 1')).toBe(dropped);
  kept.close();
});

test('opened again, a store has what it had', async () => {
  const file = join(dir, 'a.db');
  const db = await openStore(file);
  const ann = await addAccount(db);
  await db.destroy();
  const again = await openStore(file);
  expect(await foldersOf(again, ann.id)).toHaveLength(6);
  await again.destroy();
});

test('the log is copied into the file by a thread of its own', async () => {
  const file = join(dir, 'a.db');
  const db = await openStore(file);
  await addAccount(db);
  const before = statSync(file).size;
  const worker = startCheckpoints(file);
  await expect.poll(() => statSync(file).size, { timeout: 10_000 }).toBeGreaterThan(before);
  await worker.terminate();
  await db.destroy();
});

test('kill -9 while writing loses nothing that was said to be kept', async () => {
  const file = join(dir, 'a.db');
  const script = fileURLToPath(new URL('testing/write-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    said = Number(line);
    if (said >= 10) child.kill('SIGKILL');
  }
  expect(said).toBeGreaterThanOrEqual(10);
  const db = await openStore(file);
  await checkStore(db);
  const drafts = await db.selectFrom('draft').select('key').execute();
  expect(drafts.length).toBeGreaterThanOrEqual(said);
  const [account] = await db.selectFrom('account').select('id').execute();
  const inbox = (await foldersOf(db, account!.id)).find(({ path }) => path === 'INBOX')!;
  expect(inbox.total).toBeGreaterThanOrEqual(said * 20);
  expect((await nextPendingChanges(db, account!.id, 1000)).length).toBeGreaterThanOrEqual(said);
  await db.destroy();
}, 30_000);
