import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Db, durably, openStore, transaction } from './db';
import { addAccount } from './testing/mailbox';

/** The disk: what it was asked to sync, and whether it can just now. */
const disk = vi.hoisted(() => ({
  held: [] as (() => void)[],
  isSlow: false,
  count: 0,
  error: null as Error | null,
}));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fdatasync = (fd: number, done: (error: Error | null) => void) => {
    disk.count++;
    if (disk.error) return done(disk.error);
    const sync = () => fs.fdatasync(fd, done);
    if (disk.isSlow) disk.held.push(sync);
    else sync();
  };
  return { ...fs, fdatasync };
});

let dir: string;
let db: Db;
let userId: number;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pennypost-'));
  db = await openStore(join(dir, 'a.db'));
  userId = (await addAccount(db)).userId;
  Object.assign(disk, { held: [], isSlow: false, count: 0, error: null });
});
afterEach(async () => {
  await db.destroy();
  rmSync(dir, { recursive: true });
});

const add = (id: string) => (t: Db) =>
  t.insertInto('session').values({ id, user_id: userId, created_at: 0, seen_at: 0 }).execute();
const sessions = async () => (await db.selectFrom('session').select('id').execute()).map(({ id }) => id);

test('only what must be on disk waits for it, and nobody else does meanwhile', async () => {
  await transaction(db, add('light'));
  expect(disk.count).toBe(0);
  disk.isSlow = true;
  let isThere = false;
  const kept = durably(db, add('kept')).then(() => {
    isThere = true;
  });
  await expect.poll(() => disk.held.length).toBe(1);
  await transaction(db, add('other'));
  expect(await sessions()).toEqual(expect.arrayContaining(['kept', 'other']));
  expect(isThere).toBe(false);
  disk.held[0]!();
  await kept;
});

test('who commits while the disk is busy shares the one sync that follows', async () => {
  disk.isSlow = true;
  const first = durably(db, add('first'));
  await expect.poll(() => disk.held.length).toBe(1);
  const others = Promise.all(['a', 'b', 'c'].map((id) => durably(db, add(id))));
  await expect.poll(sessions).toHaveLength(4);
  expect(disk.held).toHaveLength(1);
  disk.held[0]!();
  await first;
  await expect.poll(() => disk.held.length).toBe(2);
  disk.held[1]!();
  await others;
  expect(disk.count).toBe(2);
});

test('a disk that fails is told, and asked again by the next', async () => {
  disk.error = new Error('EIO');
  await expect(durably(db, add('a'))).rejects.toThrow('EIO');
  disk.error = null;
  await durably(db, add('b'));
  expect(disk.count).toBe(2);
});
