// Clears what nobody needs any more: files without a draft, versions without one. In small steps, so that people do not wait.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from '@/lib/runtime/env';
import { log } from '@/lib/runtime/log';
import { store } from '@/lib/store/db';
import { forgetOrphanVersions } from '@/lib/store/draft-versions';
import { forgetDeletedDrafts } from '@/lib/store/drafts';
import { knownUploads, staleUploads } from '@/lib/store/uploads';
import { removeUpload } from './uploads';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
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
  let files = 0;
  while (files < MOST) {
    const stale = await staleUploads(db, before, STEP);
    for (const { userId, id } of stale) await removeUpload(userId, id);
    files += stale.length;
    if (stale.length < STEP) break;
  }
  return files + (await removeStrayFiles(before));
}

/** Files that a crash left without a row. */
async function removeStrayFiles(before: number): Promise<number> {
  const db = await store();
  const dir = join(env().DATA_DIR, 'uploads');
  const names = await readdir(dir).catch(() => []);
  let removed = 0;
  for (let i = 0; i < names.length; i += STEP) {
    const some = names.slice(i, i + STEP);
    const known = await knownUploads(db, some);
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
