// Messages that exist nowhere else, one file each below DATA_DIR/messages: written once with fsync, never changed, read as streams.
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { env } from '@/lib/runtime/env';
import { writeAll } from '@/lib/runtime/write-all';
import type { Db } from './db';

/** Where all of them lie. */
const rawRoot = () => resolve(env().DATA_DIR, 'messages');

/** The file of a stored message. `path` is that of its row. */
export const rawFile = (path: string): string => join(rawRoot(), path);

/** Opens a stored message. */
export const openRaw = (path: string): Readable => createReadStream(rawFile(path));

const START = 256 * 1024;
/** The first 256 KB of a stored message. */
export const readRawStart = (path: string): Promise<Buffer> =>
  buffer(createReadStream(rawFile(path), { end: START - 1 }));

/**
 * Files of one account that are written together and are on disk together. Nobody knows of them until a row names their paths; without one
 * they are swept away later.
 */
export class RawBatch {
  readonly #dir: string;
  readonly #below: string;
  #isMade = false;
  readonly #written: string[] = [];

  constructor(accountId: number) {
    // 256 directories an account: none gets too large, and one sync of a directory serves a whole batch.
    this.#below = join(String(accountId), randomBytes(1).toString('hex'));
    this.#dir = join(rawRoot(), this.#below);
  }

  /** Writes one message; `sync` waits for the disk. `look` sees each chunk on its way. Answers the path for its row. */
  async write(
    octets: AsyncIterable<Buffer> | Iterable<Buffer>,
    look: (chunk: Buffer) => void,
  ): Promise<{ path: string; octets: number }> {
    await this.#make();
    const name = `${randomBytes(16).toString('hex')}.eml`;
    const file = await open(join(this.#dir, name), 'wx', 0o600);
    let length = 0;
    try {
      for await (const chunk of octets) {
        look(chunk);
        length += chunk.length;
        await writeAll(file, chunk);
      }
    } catch (error) {
      await rm(join(this.#dir, name), { force: true });
      throw error;
    } finally {
      await file.close();
    }
    this.#written.push(join(this.#dir, name));
    return { path: join(this.#below, name), octets: length };
  }

  /** Resolves when all that was written is on disk, names too: before the rows are committed. */
  async sync(): Promise<void> {
    await Promise.all(this.#written.map(syncPath));
    if (this.#isMade) await syncPath(this.#dir);
  }

  async #make(): Promise<void> {
    if (this.#isMade) return;
    const made = await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    // A new directory's own name has to be on disk as well, up to the one that was there.
    if (made) for (const above of [join(this.#dir, '..'), rawRoot(), env().DATA_DIR]) await syncPath(above);
    this.#isMade = true;
  }
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

/** Removes all files of an account that is gone. */
export const removeRawFiles = (accountId: number): Promise<void> =>
  rm(join(rawRoot(), String(accountId)), { recursive: true, force: true });

/** Removes the files of accounts that are gone: a crash in the middle of `removeRawFiles` leaves some. */
export async function removeFilesOfNobody(db: Db): Promise<void> {
  // Read before the accounts are asked for: what appears after that belongs to somebody.
  const names = (await readdir(rawRoot()).catch(() => [])).filter((name) => /^\d+$/u.test(name));
  const accounts = await db.selectFrom('account').select('id').execute();
  const known = new Set(accounts.map(({ id }) => String(id)));
  for (const name of names) if (!known.has(name)) await removeRawFiles(Number(name));
}

/** Its own rows may still be on their way to the store. */
const TOO_YOUNG_MS = 3600_000;
/** While this file is fresh a backup reads the directory, and nothing is taken away. */
export const backupMark = () => resolve(env().DATA_DIR, 'backup-running');
/** A backup that did not touch its mark for so long has died. */
const MARK_MS = 10 * 60_000;

/** Unlinks an account's files that no row names: of messages deleted for good, or left by a crash. The one place that unlinks them. */
export async function sweepRawFiles(db: Db, accountId: number): Promise<number> {
  let removed = 0;
  const top = join(rawRoot(), String(accountId));
  for (const below of await readdir(top).catch(() => [])) {
    const names = await readdir(join(top, below));
    const known = new Set(
      (
        await db
          .selectFrom('raw_message')
          .select('path')
          .where('path', '>=', join(String(accountId), below))
          .where('path', '<', `${join(String(accountId), below)}0`)
          .execute()
      ).map(({ path }) => path),
    );
    // Looked for after the rows were read: what was deleted while a backup runs is in its snapshot.
    const mark = await stat(backupMark()).catch(() => null);
    if (mark && Date.now() - mark.mtimeMs < MARK_MS) break;
    for (const name of names) {
      if (known.has(join(String(accountId), below, name))) continue;
      const path = join(top, below, name);
      const file = await stat(path).catch(() => null);
      if (!file || Date.now() - file.mtimeMs < TOO_YOUNG_MS) continue;
      await unlink(path);
      removed++;
    }
  }
  return removed;
}
