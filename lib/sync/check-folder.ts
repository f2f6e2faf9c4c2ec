// The proof that a folder of the index is what the server has: UIDs and flags compared in bounded steps, differences put right.
import type { FolderCheck } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { fetchFlags } from '@/lib/providers/imap/fetch-flags';
import { uidValidity } from '@/lib/providers/imap/select-folder';
import type { RemoteFlags } from '@/lib/providers/types';
import type { Db } from '@/lib/store/db';
import { type FolderRow, getFolderById, saveFolderCheck } from '@/lib/store/folders';
import {
  firstKnownUids,
  type Flags,
  knownFlags,
  removeMessages,
  settledUids,
  updateFlags,
} from '@/lib/store/messages';
import { oneAtATime } from './one-at-a-time';
import { fetchMessages, pullFolder } from './pull-folder';

/** Messages compared in one step. */
const STEP = 2000;
const LAST_UID = 2 ** 32 - 1;

/** A comparison in progress: `from` is the first UID that was not compared yet. */
export interface Check extends Omit<FolderCheck, 'at'> {
  folderId: number;
  from: number;
  uidValidity: string | null;
}

/** Begins one. */
export const beginCheck = (folder: FolderRow): Check => ({
  folderId: folder.id,
  from: folder.backfillBelow ?? 1,
  uidValidity: folder.uidValidity,
  server: 0,
  held: 0,
  missing: 0,
  extra: 0,
  flags: 0,
  isWhole: folder.backfillBelow === null,
});

/** Compares the whole folder now, after a pull; without `repair` nothing is changed. Throws 'not found' and what the server throws. */
export async function checkFolder(
  db: Db,
  c: ImapConnection,
  folderId: number,
  options: { repair: boolean } = { repair: true },
): Promise<FolderCheck> {
  if (options.repair) await pullFolder(db, c, folderId);
  for (;;) {
    const folder = await getFolderById(db, folderId);
    if (!folder) throw notFound('folder');
    const check = beginCheck(folder);
    let state: 'more' | 'done' | 'again';
    do state = await checkStep(db, c, check, options);
    while (state === 'more');
    if (state === 'done' || !options.repair) {
      const { server, held, missing, extra, flags } = check;
      const isWhole = check.isWhole && state === 'done';
      return { at: Date.now(), server, held, missing, extra, flags, isWhole };
    }
    await pullFolder(db, c, folderId);
  }
}

/** One step: 'done' when it was the last, 'again' when the folder was numbered anew meanwhile. */
export function checkStep(
  db: Db,
  c: ImapConnection,
  check: Check,
  { repair }: { repair: boolean } = { repair: true },
): Promise<'more' | 'done' | 'again'> {
  // No pull of this folder comes between what is held and what the server says.
  return oneAtATime(`folder:${check.folderId}`, async () => {
    const folder = await getFolderById(db, check.folderId);
    if (!folder) throw notFound('folder');
    if (folder.uidValidity !== check.uidValidity || (await uidValidity(c, folder.path)) !== check.uidValidity)
      return 'again';
    const step = await firstKnownUids(db, folder.id, check.from, STEP);
    const isLast = step.length < STEP;
    const to = isLast ? LAST_UID : step.at(-1)!;
    const known = await knownFlags(db, folder.id, check.from, to);
    const there = new Map<number, RemoteFlags>();
    // What another program marked as deleted counts as gone.
    for (const row of await fetchFlags(c, folder.path, { from: check.from, to }))
      if (!row.flags.deleted && row.uid < (folder.uidNext ?? LAST_UID)) there.set(row.uid, row.flags);
    // Rows with a change that waits differ on purpose.
    const settled = await settledUids(db, folder.id, check.from, to);
    const missing = [...there.keys()].filter((uid) => !known.has(uid));
    const extra = [...settled].filter((uid) => !there.has(uid));
    const changed = [...settled].flatMap((uid) => {
      const flags = there.get(uid);
      return flags && !isSame(flags, known.get(uid)!) ? [{ uid, flags }] : [];
    });
    check.server += there.size;
    check.held += [...known.keys()].length + (repair ? missing.length - extra.length : 0);
    check.missing += missing.length;
    check.extra += extra.length;
    check.flags += changed.length;
    check.from = to + 1;
    if (repair) {
      if (missing.length > 0) await fetchMessages(db, c, folder, missing);
      await removeMessages(db, folder.id, extra);
      await updateFlags(db, folder.id, changed);
      if (isLast)
        await saveFolderCheck(db, folder.id, { at: Date.now(), server: check.server, held: check.held });
    }
    return isLast ? 'done' : 'more';
  });
}

const isSame = (a: RemoteFlags, b: Flags) =>
  a.seen === b.seen && a.flagged === b.flagged && a.answered === b.answered && a.draft === b.draft;
