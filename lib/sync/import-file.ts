// Reads an import into its folder, wherever that is: each message once, also after a crash or a server that was away.
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAppError } from '@/lib/errors';
import { Digester } from '@/lib/mime/message-digest';
import { dateOf, headerValue, rawHeaders } from '@/lib/mime/parse-headers';
import { env } from '@/lib/runtime/env';
import { log } from '@/lib/runtime/log';
import { once } from '@/lib/runtime/once';
import { type Db, store } from '@/lib/store/db';
import { type FolderRow, getFolderById } from '@/lib/store/folders';
import {
  forgetOldImports,
  getImportById,
  type ImportRow,
  runningImports,
  saveImport,
} from '@/lib/store/imports';
import { engines } from './engines';
import { withFiling } from './filing';
import { type ImportEntry, openImport } from './import-entries';
import { isInFolder } from './is-in-folder';
import { retryDelayMs } from './retry-delay';
import { Signal } from './signal';

/** So often an IMAP folder's additions are shown while more come. */
const SHOW_EVERY = 100;
/** An upload that was broken off can go on for so long, and what came of an import be looked at. */
const KEEP_MS = 24 * 3600_000;

const running = once('imports', () => new Map<number, { done: Promise<void>; stop: Signal }>());

/** Starts reading an import whose file is here; one that is read already is left alone. */
export function startImport(id: number): void {
  if (running.has(id)) return;
  const stop = new Signal();
  const done = run(id, stop)
    .catch((error) => log.error({ import: id, error: String(error) }, 'import'))
    .finally(() => running.delete(id));
  running.set(id, { done, stop });
}

/** Goes on with what a stop or a crash interrupted, and takes away files that nobody will ask for any more. */
export async function resumeImports(): Promise<void> {
  const db = await store();
  const kept = new Set(await forgetOldImports(db, Date.now() - KEEP_MS));
  const dir = resolve(env().DATA_DIR, 'imports');
  for (const name of await readdir(dir).catch(() => []))
    if (!kept.has(join(dir, name))) await rm(join(dir, name), { force: true });
  for (const id of await runningImports(db)) startImport(id);
}

/** Ends one import (or all) between two messages. */
export async function stopImports(id?: number): Promise<void> {
  const some = [...running].filter(([one]) => id === undefined || one === id).map(([, entry]) => entry);
  for (const { stop } of some) stop.raise();
  await Promise.all(some.map(({ done }) => done));
}

/** Tries until it is done, refused or stopped; a mail server that is away is waited for. */
async function run(id: number, stop: Signal): Promise<void> {
  const db = await store();
  for (let failures = 0; !stop.isUp; ) {
    const job = await getImportById(db, id);
    if (job?.state !== 'running') return;
    try {
      await readFile(db, job, stop, () => {
        failures = 0;
      });
      return;
    } catch (error) {
      const known = isAppError(error) ? error : null;
      const text = known?.userMessage ?? 'The import could not go on.';
      log.warn({ import: id, error: String(error) }, 'import interrupted');
      if (!known?.temporary) {
        await saveImport(db, id, { state: 'failed', error: text });
        await rm(job.path, { force: true });
        return;
      }
      await saveImport(db, id, { error: text });
      await stop.wait(retryDelayMs(++failures, error, Math.random()));
    }
  }
}

async function readFile(db: Db, job: ImportRow, stop: Signal, onProgress: () => void): Promise<void> {
  const folder = await getFolderById(db, job.folderId);
  if (!folder) return;
  // What an earlier try added must be known before its last message is looked for.
  if (job.position > 0 || job.added > 0)
    await withFiling(folder.accountId, (filing) => filing.settle(folder));
  const { total, entries } = await openImport(job.path, job.position);
  await saveImport(db, job.id, { total, error: null });
  const counts = { added: job.added, doubles: job.doubles, failed: job.failed };
  const seen = new Set<string>();
  for await (const entry of entries) {
    counts[await place(db, folder, entry, seen)]++;
    await saveImport(db, job.id, { ...counts, position: entry.position, error: null });
    onProgress();
    if ((counts.added + 1) % SHOW_EVERY === 0) await engines().open(folder.id);
    if (stop.isUp) return;
  }
  await engines().open(folder.id);
  await saveImport(db, job.id, { state: 'done', position: total });
  await rm(job.path, { force: true });
}

async function place(
  db: Db,
  folder: FolderRow,
  { octets, flags, at }: ImportEntry,
  seen: Set<string>,
): Promise<'added' | 'doubles' | 'failed'> {
  if (octets === null || octets.length === 0) return 'failed';
  const digester = new Digester();
  digester.feed(octets);
  const { whole } = digester.end();
  if (seen.has(whole)) return 'doubles';
  seen.add(whole);
  try {
    if (await isInFolder(db, folder, octets, whole)) return 'doubles';
    const date = at === null ? dateIn(octets) : new Date(at);
    await withFiling(folder.accountId, (filing) => filing.add(folder, octets, flags, date));
    return 'added';
  } catch (error) {
    if (!isAppError(error) || error.temporary || error.code === 'wrong-password') throw error;
    // This one only: too large for the server, or not to its taste.
    log.warn({ folder: folder.id, error: String(error) }, 'message not imported');
    return 'failed';
  }
}

/** When it arrived, as its newest trace says; else when it was written; else now. */
function dateIn(octets: Buffer): Date {
  const fields = rawHeaders(octets);
  const traced = headerValue(fields, 'Received')?.split(';').at(-1) ?? null;
  return new Date(dateOf(traced) ?? dateOf(headerValue(fields, 'Date')) ?? Date.now());
}
