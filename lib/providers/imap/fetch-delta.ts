// What changed in a folder since a known state: by QRESYNC, by CONDSTORE, or by looking at flags (RFC 7162, RFC 3501).
import type { FolderDelta, FolderState, RemoteFlags } from '../types';
import { type ImapConnection, inFolder } from './connection';
import { toFlags } from './flags';
import { lookForChanges } from './look-for-changes';
import { selected } from './select-folder';
import { compare, next, settle, split } from './settle-delta';

/**
 * The delta since `since`, or 'reset' when the server numbered the folder anew. `known` gives the UIDs held here; it is asked for only
 * when the server cannot tell what vanished. `state` is safe as the next `since` once all of the delta is stored.
 */
export function fetchDelta(
  c: ImapConnection,
  path: string,
  since: FolderState,
  known: () => Promise<Iterable<number>>,
): Promise<FolderDelta | 'reset'> {
  return inFolder(c, path, async (isFresh) => {
    if (c.client.enabled.has('QRESYNC') && since.highestModseq) return byQresync(c, path, since, known);
    // What is remembered of a folder that is selected already is old, even its UIDVALIDITY.
    if (!isFresh) await quietly(c, () => c.client.mailboxOpen(path));
    const now = await selected(c);
    if (now.uidValidity !== since.uidValidity) return 'reset';
    if (goesOn(since, now)) return byModseq(c, now, since, known);
    return lookForChanges(c, path, now, since, known, since.highestModseq !== null);
  });
}

/** False where modification numbers are missing, or went back as after a restore on the server: they tell nothing then. */
const goesOn = (since: FolderState, now: FolderState) =>
  !!since.highestModseq && now.highestModseq !== null && now.highestModseq >= since.highestModseq;

/** One command: SELECT with QRESYNC answers changes, arrivals and VANISHED (EARLIER), RFC 7162 3.2.5. */
async function byQresync(
  c: ImapConnection,
  path: string,
  since: FolderState,
  known: () => Promise<Iterable<number>>,
): Promise<FolderDelta | 'reset'> {
  const vanished = new Set<number>();
  const found = new Map<number, RemoteFlags>();
  const onExpunge = (event: { uid?: number }) => {
    if (event.uid) vanished.add(event.uid);
  };
  const onFlags = (event: { uid?: number; flags?: Set<string> }) => {
    if (event.uid && event.flags) found.set(event.uid, toFlags(event.flags));
  };
  c.client.on('expunge', onExpunge).on('flags', onFlags);
  let answered: unknown;
  try {
    answered = await quietly(c, () =>
      c.client.mailboxOpen(path, { changedSince: since.highestModseq!, uidValidity: since.uidValidity }),
    );
  } finally {
    c.client.off('expunge', onExpunge).off('flags', onFlags);
  }
  const now = await selected(c);
  if (now.uidValidity !== since.uidValidity) return 'reset';
  // NOMODSEQ, or numbers that went back
  if (!goesOn(since, now) || !(answered as { qresync?: boolean }).qresync)
    return lookForChanges(c, path, now, since, known, true);
  const { added, flags } = split(found, since);
  // Without losses there cannot be more messages than before and those that came: then arrivals were left out.
  if (now.exists > since.exists + added.length)
    return compare(c, { now, since, added, flags, vanished }, known);
  return { state: next(now, since, added), added, flags, vanished: [...vanished] };
}

/** FETCH CHANGEDSINCE; what vanished shows in the number of messages, and only then all UIDs are compared. */
async function byModseq(
  c: ImapConnection,
  now: FolderState,
  since: FolderState,
  known: () => Promise<Iterable<number>>,
): Promise<FolderDelta> {
  const found = new Map<number, RemoteFlags>();
  if (now.exists > 0 && now.highestModseq !== since.highestModseq) {
    const query = { uid: true, flags: true };
    const options = { changedSince: since.highestModseq!, uid: true };
    for await (const row of c.client.fetch('1:*', query, options))
      if (row.uid && row.flags) found.set(row.uid, toFlags(row.flags));
  }
  const { added, flags } = split(found, since);
  return settle(c, { now, since, added, flags, vanished: new Set() }, known);
}

/** Runs a command whose notices are part of this delta: telling them would only cause another pull. */
async function quietly<T>(c: ImapConnection, run: () => Promise<T>): Promise<T> {
  c.quiet.depth++;
  try {
    return await run();
  } finally {
    c.quiet.depth--;
  }
}
