// Copies the whole store while it is in use: SQLite's own snapshot first, then every file that the snapshot names.
import { constants } from 'node:fs';
import { access, copyFile, mkdir, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** The store's file in a data directory. */
export const STORE_FILE = 'pennypost.db';
/** Directories of files that rows name. */
const MESSAGES = 'messages';
const TOUCH_MS = 30_000;
const SLICE = 500;

/** What was copied. */
export interface BackedUp {
  messages: number;
  others: number;
}

/**
 * Makes `target` (which must not exist) a complete copy of `dataDir`; it appears under its name only when it is whole. `onProgress` gets
 * numbers of files. Throws when a message's file is missing: a backup that has not all of them is none.
 */
export async function backupStore(
  dataDir: string,
  target: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<BackedUp> {
  if (await exists(target)) throw new Error(`${target} exists already. Name a new directory.`);
  if (!(await exists(join(dataDir, STORE_FILE)))) throw new Error(`There is no store in ${dataDir}.`);
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  // While the mark is fresh nobody unlinks messages (raw-files.ts).
  const mark = join(dataDir, 'backup-running');
  await writeFile(mark, `${process.pid}\n`);
  const touching = setInterval(() => void utimes(mark, new Date(), new Date()).catch(() => {}), TOUCH_MS);
  try {
    const copy = join(partial, STORE_FILE);
    const source = new Sqlite(join(dataDir, STORE_FILE), { readonly: true });
    await source.backup(copy).finally(() => source.close());
    const copied = await copyFiles(dataDir, partial, copy, onProgress);
    await syncPath(copy);
    await syncPath(partial);
    await rename(partial, target);
    await syncPath(dirname(target));
    return copied;
  } finally {
    clearInterval(touching);
    await rm(mark, { force: true });
  }
}

async function copyFiles(
  dataDir: string,
  partial: string,
  copy: string,
  onProgress: (done: number, total: number) => void,
): Promise<BackedUp> {
  const snapshot = new Sqlite(copy);
  snapshot.pragma('journal_mode = DELETE');
  try {
    const count = (table: string) =>
      (snapshot.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
    const messages = count('raw_message');
    const total = messages + count('outbox') + count('upload');
    let done = 0;
    for (let after = ''; ; ) {
      const rows = snapshot
        .prepare('select path from raw_message where path > ? order by path limit ?')
        .all(after, SLICE) as { path: string }[];
      for (const { path } of rows) {
        await copyInto(join(dataDir, MESSAGES, path), join(partial, MESSAGES, path));
        onProgress(++done, total);
      }
      if (rows.length < SLICE) break;
      after = rows[rows.length - 1]!.path;
    }
    let others = 0;
    for (const [table, key] of [
      ['outbox', 'id'],
      ['upload', 'id'],
    ] as const)
      for (const row of snapshot.prepare(`select ${key} as key, path from ${table}`).all() as {
        key: number | string;
        path: string;
      }[]) {
        onProgress(++done, total);
        if (await copyInto(row.path, join(partial, table, basename(row.path)), true)) others++;
        // Since the snapshot it was sent and filed, or taken out of its draft.
        else if (table === 'upload') snapshot.prepare('delete from upload where id = ?').run(row.key);
        else
          snapshot
            .prepare(`update outbox set state = 'filed', next_try_at = null, file_at = null
              where id = ? and state not in ('filed', 'cancelled', 'failed')`)
            .run(row.key);
      }
    return { messages, others };
  } finally {
    snapshot.close();
  }
}

/** True when it was there; a file that may be missing answers false. */
async function copyInto(from: string, to: string, mayBeMissing = false): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (mayBeMissing && (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await syncPath(to);
  return true;
}

/** True when there is something by this name. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Waits until a file or directory is on disk. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}
