// Clears what nobody needs any more: files without a draft, versions without one, octets of messages that are done. In small steps, so that
// people do not wait.
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { env } from '@/lib/runtime/env';
import { log } from '@/lib/runtime/log';
import { type Db, store } from '@/lib/store/db';
import { forgetOrphanVersions } from '@/lib/store/draft-versions';
import { forgetDeletedDrafts } from '@/lib/store/drafts';
import { forgetDone, neededFiles } from '@/lib/store/outbox-queue';
import { removeFilesOfNobody } from '@/lib/store/raw-files';
import { knownUploads, staleUploads } from '@/lib/store/uploads';
import { removeUpload } from './uploads';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** The delivery timeline of a message is kept for a year. */
const KEEP_DONE_MS = 365 * DAY_MS;
const STEP = 50;
/** One run does not go on for ever; the next hour does the rest. */
const MOST = 5000;

/** Clears what was left over a day before `now` (epoch ms). Answers how many files went. */
export async function cleanUp(now: number): Promise<number> {
  const db = await store();
  const before = now - DAY_MS;
  await forgetDeletedDrafts(db, before, STEP);
  for (let done = 0; done < MOST; done += STEP)
    if ((await forgetOrphanVersions(db, before, STEP)) < STEP) break;
  for (let done = 0; done < MOST; done += STEP)
    if ((await forgetDone(db, now - KEEP_DONE_MS, STEP)) < STEP) break;
  await removeFilesOfNobody(db);
  let files = 0;
  while (files < MOST) {
    const stale = await staleUploads(db, before, STEP);
    for (const { userId, id } of stale) await removeUpload(userId, id);
    files += stale.length;
    if (stale.length < STEP) break;
  }
  files += await removeStrayFiles('uploads', before, (names) => knownUploads(db, names));
  return files + (await removeStrayFiles('outbox', before, () => neededMessages(db)));
}

/** By name, so that a DATA_DIR that was moved loses nothing. */
const neededMessages = async (db: Db) => new Set((await neededFiles(db)).map((path) => basename(path)));

/** Files that nothing needs: left by a crash without a row, or by a message that is done. */
async function removeStrayFiles(
  below: string,
  before: number,
  needed: (names: string[]) => Promise<Set<string>>,
): Promise<number> {
  const dir = join(env().DATA_DIR, below);
  const names = await readdir(dir).catch(() => []);
  let removed = 0;
  for (let i = 0; i < names.length; i += STEP) {
    const some = names.slice(i, i + STEP);
    const known = await needed(some);
    for (const name of some) {
      if (known.has(name)) continue;
      const path = join(dir, name);
      const info = await stat(path).catch(() => null);
      if (!info || info.mtimeMs >= before) continue;
      await rm(path, { force: true });
      removed++;
    }
  }
  return removed;
}

/** Clears now and every hour, as long as the process lives. */
export function startCleanUp(): void {
  const run = () =>
    cleanUp(Date.now()).catch((error: unknown) => log.warn({ error: String(error) }, 'clean-up failed'));
  setInterval(run, HOUR_MS).unref();
  void run();
}
