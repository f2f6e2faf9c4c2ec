// Brings one folder of the index in step with the server: first rows, what changed since, and a slice of the past.
import { fetchDelta } from '@/lib/providers/imap/fetch-delta';
import { fetchEnvelopes, type Which } from '@/lib/providers/imap/fetch-envelopes';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { selectFolder } from '@/lib/providers/imap/select-folder';
import type { FolderState, FolderStatus } from '@/lib/providers/types';
import { renumberFolder, type FolderRow, getFolderById, saveFolderState } from '@/lib/store/folders';
import { type Db, transaction } from '@/lib/store/db';
import { tellFolders } from '@/lib/store/folders';
import { insertInBulk } from '@/lib/store/bulk-writer';
import { absentUids, knownFlags, removeMessages, updateFlags } from '@/lib/store/messages';
import { oneAtATime } from './one-at-a-time';
import { seeUnclear } from './tie-notices';
import { toMessage } from './to-message';

/** More than a page of 50 conversations: fetched first, lightly, and with structure right after, before any other folder's past. */
const FIRST = 200;
/** Messages of one back-fill command: long enough to fill the line, short enough to give way. */
const SLICE = 2000;
/** Rows on their way to the index at a time, and how many such batches while the server goes on sending. */
const BATCH = 200;
const ON_THEIR_WAY = 3;

async function fetchInto(
  db: Db,
  c: ImapConnection,
  folder: FolderRow,
  which: Which,
  light: boolean,
): Promise<number> {
  let lowest = 2 ** 32;
  const writing: Promise<void>[] = [];
  try {
    await fetchEnvelopes(c, folder.path, which, { light, batchSize: BATCH }, async (batch) => {
      for (const { uid } of batch) lowest = Math.min(lowest, uid);
      const now = Date.now();
      const rows = batch.map((envelope) => toMessage(envelope, now)).filter((row) => row !== null);
      const written = insertInBulk(db, folder.accountId, folder.id, rows);
      // Told by whoever awaits it below; until then nobody does.
      written.catch(() => {});
      writing.push(written);
      if (writing.length >= ON_THEIR_WAY) await writing.shift();
    });
  } finally {
    // Also after a cut: nobody may go on while rows of this folder are still being written.
    await Promise.all(writing);
  }
  return lowest;
}

/** Fetches these messages into the index, as those of a pull. The caller holds the folder. */
export async function fetchMessages(
  db: Db,
  c: ImapConnection,
  folder: FolderRow,
  uids: number[],
): Promise<void> {
  await fetchInto(db, c, folder, uids, false);
}

/**
 * Pulls what changed. Answers false when the folder is gone from the index. `heard` is what the server said of the folder before: once
 * all is pulled, its modification number is the watermark, although the answers themselves may show lower ones only.
 */
export function pullFolder(
  db: Db,
  c: ImapConnection,
  folderId: number,
  heard: FolderStatus | null = null,
): Promise<boolean> {
  return oneAtATime(`folder:${folderId}`, () => pull(db, c, folderId, heard));
}

async function pull(
  db: Db,
  c: ImapConnection,
  folderId: number,
  heard: FolderStatus | null,
): Promise<boolean> {
  const folder = await getFolderById(db, folderId);
  if (!folder?.selectable) return folder !== null;
  if (folder.uidValidity === null || folder.uidNext === null) {
    await firstSight(db, c, folder);
    return true;
  }
  const since: FolderState = {
    uidValidity: BigInt(folder.uidValidity),
    uidNext: folder.uidNext,
    exists: folder.serverTotal,
    highestModseq: folder.highestModseq === null ? null : BigInt(folder.highestModseq),
  };
  const delta = await fetchDelta(
    c,
    folder.path,
    since,
    async () => new Set((await knownFlags(db, folderId)).keys()),
  );
  if (delta === 'reset') {
    await renumberFolder(db, folderId);
    return pull(db, c, folderId, null);
  }
  // Also a message that another program had marked as deleted, and took back.
  const lowest = folder.backfillBelow ?? 1;
  const shown = delta.flags.filter(({ uid, flags }) => !flags.deleted && uid >= lowest).map(({ uid }) => uid);
  const added = [...delta.added, ...(await absentUids(db, folderId, shown))];
  if (added.length > 0) {
    await fetchInto(db, c, folder, added, false);
    // Whoever pulls it: it may hold the copy of a message of which nobody knows whether it left.
    if (folder.role === 'sent') await seeUnclear(db, folder.accountId);
  }
  const deleted = delta.flags.filter(({ flags }) => flags.deleted).map(({ uid }) => uid);
  await updateFlags(
    db,
    folderId,
    delta.flags.filter(({ flags }) => !flags.deleted),
  );
  await removeMessages(db, folderId, [...delta.vanished, ...deleted]);
  // The watermark moves last: what a crash cuts off is pulled again.
  await saveFolderState(db, folderId, {
    uidNext: delta.state.uidNext,
    highestModseq: watermark(delta.state, heard),
    serverTotal: delta.state.exists,
    syncedAt: Date.now(),
    error: null,
  });
  return true;
}

function watermark(state: FolderState, heard: FolderStatus | null): string | null {
  if (state.highestModseq === null) return null;
  const isHigher =
    heard?.uidValidity === state.uidValidity &&
    heard.highestModseq !== null &&
    heard.highestModseq > state.highestModseq;
  return String(isHigher ? heard.highestModseq : state.highestModseq);
}

async function firstSight(db: Db, c: ImapConnection, folder: FolderRow): Promise<void> {
  const state = await selectFolder(c, folder.path);
  const uidValidity = String(state.uidValidity);
  if (folder.uidValidity !== uidValidity) {
    // Kept before any row is: those of a first sight that was cut off may be from before the folder was numbered anew.
    await renumberFolder(db, folder.id);
    await saveFolderState(db, folder.id, { uidValidity });
  }
  let lowest = state.uidNext;
  if (state.exists > 0) lowest = await fetchInto(db, c, folder, { newest: FIRST }, true);
  await saveFolderState(db, folder.id, {
    uidValidity,
    uidNext: Math.max(state.uidNext, 1),
    highestModseq: state.highestModseq === null ? null : String(state.highestModseq),
    serverTotal: state.exists,
    // The light rows are fetched again, wholly, by the first back-fill slice: it begins above them.
    backfillBelow: state.exists > 0 ? Math.max(state.uidNext, lowest + 1) : null,
    syncedAt: Date.now(),
    error: null,
  });
  await transaction(db, (t) => tellFolders(t, folder.accountId));
}

/**
 * Fetches the next slice of the past, newest first, and moves `backfillBelow` down. Answers true while more is left. The newest
 * messages come first in a small slice, so that snippets and paper-clips are there soon.
 */
export function backfillSlice(db: Db, c: ImapConnection, folderId: number): Promise<boolean> {
  return oneAtATime(`folder:${folderId}`, () => fetchPast(db, c, folderId));
}

async function fetchPast(db: Db, c: ImapConnection, folderId: number): Promise<boolean> {
  const folder = await getFolderById(db, folderId);
  if (!folder || folder.backfillBelow === null) return false;
  const below = folder.backfillBelow;
  const isFirst = folder.uidNext !== null && below >= folder.uidNext;
  let next: number;
  if (isFirst) {
    next = await fetchInto(db, c, folder, { newest: FIRST }, false);
    if (next > below) next = 1;
  } else {
    next = Math.max(1, below - SLICE);
    await fetchInto(db, c, folder, { from: next, to: below - 1 }, false);
  }
  const done = next <= 1;
  await saveFolderState(db, folderId, { backfillBelow: done ? null : next });
  if (done) await transaction(db, (t) => tellFolders(t, folder.accountId));
  return !done;
}
