// Brings one folder of the index in step with the server: first rows, what changed since, and the past slice by slice.
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
/** Above all UIDs. */
const NONE = 2 ** 32;
/** Messages of one back-fill command: long enough to fill the line, short enough to give way; how many at most before others are looked for. */
const SLICE = 2000;
const SLICES = 5;
/**
 * Rows on their way to the index at a time, and how many such batches while the server goes on sending: more than one transaction takes
 * (write-steps.ts), or the server and the thread that writes wait for each other in turns.
 */
const BATCH = 200;
const ON_THEIR_WAY = 14;
/** Of messages to thousands of people one batch is on its way: the thread that writes them has bounded memory. */
const MANY_PEOPLE = 20_000;

/**
 * Fetches and writes. What is `writing` when it returns is still on its way: nobody may go on with the folder before, also not after a
 * cut. Answers the lowest UID that came.
 */
async function fetchWriting(
  db: Db,
  c: ImapConnection,
  folder: FolderRow,
  which: Which,
  light: boolean,
  writing: Promise<void>[],
): Promise<number> {
  let lowest = NONE;
  await fetchEnvelopes(c, folder.path, which, { light, batchSize: BATCH }, async (batch) => {
    for (const { uid } of batch) lowest = Math.min(lowest, uid);
    const now = Date.now();
    const rows = batch.map((envelope) => toMessage(envelope, now)).filter((row) => row !== null);
    const written = insertInBulk(db, folder.accountId, folder.id, rows);
    // Told by whoever awaits it below; until then nobody does.
    written.catch(() => {});
    writing.push(written);
    const people = rows.reduce((sum, { to, cc, bcc }) => sum + to.length + cc.length + bcc.length, 0);
    const most = people > MANY_PEOPLE ? 1 : ON_THEIR_WAY;
    while (writing.length >= most) {
      // It counts until it is there.
      await writing[0];
      writing.shift();
    }
  });
  return lowest;
}

async function fetchInto(
  db: Db,
  c: ImapConnection,
  folder: FolderRow,
  which: Which,
  light: boolean,
): Promise<number> {
  const writing: Promise<void>[] = [];
  try {
    return await fetchWriting(db, c, folder, which, light, writing);
  } finally {
    await ended(writing);
  }
}

/** Resolves when all have ended, throws what the first threw that failed. */
async function ended(all: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(all)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
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
 * Fetches the past, newest first, and moves `backfillBelow` down: one slice, and more of them until `isWanted`. Answers true while more is
 * left. The newest messages come first in a small slice, so that snippets and paper-clips are there soon.
 */
export function backfill(
  db: Db,
  c: ImapConnection,
  folderId: number,
  isWanted: () => boolean = () => true,
): Promise<boolean> {
  return oneAtATime(`folder:${folderId}`, async (isFolderWanted) => {
    const folder = await getFolderById(db, folderId);
    if (!folder || folder.backfillBelow === null) return false;
    const { uidNext } = folder;
    let from = folder.backfillBelow;
    if (uidNext !== null && from >= uidNext) {
      const lowest = await fetchInto(db, c, folder, { newest: FIRST }, false);
      if (lowest === NONE || lowest < uidNext) {
        await saveBelow(db, folder, lowest === NONE ? 1 : lowest);
        return lowest !== NONE && lowest > 1;
      }
      // So many came meanwhile that none of these is of the past.
      from = uidNext;
    }
    return (await fetchPast(db, c, folder, from, () => isWanted() || isFolderWanted())) > 1;
  });
}

/** Asks for the next slice while the last rows of the one before are still being written; answers below which UID more is left. */
async function fetchPast(
  db: Db,
  c: ImapConnection,
  folder: FolderRow,
  from: number,
  isWanted: () => boolean,
): Promise<number> {
  const writing: Promise<void>[] = [];
  let saved = Promise.resolve();
  let below = from;
  try {
    for (let slice = 0; below > 1 && slice < SLICES && (slice === 0 || !isWanted()); slice++) {
      const next = Math.max(1, below - SLICE);
      await fetchWriting(db, c, folder, { from: next, to: below - 1 }, false, writing);
      below = next;
      // Not before all rows above are there: what a crash cuts off is fetched again.
      const written = Promise.all([saved, ...writing]);
      saved = written.then(() => saveBelow(db, folder, next));
      saved.catch(() => {});
    }
  } finally {
    await ended([saved, ...writing]);
  }
  return below;
}

async function saveBelow(db: Db, { id, accountId }: FolderRow, below: number): Promise<void> {
  const isDone = below <= 1;
  await saveFolderState(db, id, { backfillBelow: isDone ? null : below });
  if (isDone) await transaction(db, (t) => tellFolders(t, accountId));
}
