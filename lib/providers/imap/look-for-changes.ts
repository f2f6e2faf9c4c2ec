// Finds changes on a server without modification numbers: new flags in windows, arrivals and losses by UID (RFC 3501).
import type { FolderDelta, FolderState, RemoteFlags } from '../types';
import type { ImapConnection } from './connection';
import { lookAtFlags } from './fetch-flags';
import { settle, split } from './settle-delta';

/** The flags of so many newest messages are looked at each time: that is where people change them. */
const NEWEST = 500;
/** Of the older ones a window this long, each time the next one, round and round. */
const OLDER = 2000;

/**
 * The delta by looking. A change of a flag far back shows after some calls; the first call, and any with `all`, looks at every message.
 * Arrivals and losses are found at once.
 */
export async function lookForChanges(
  c: ImapConnection,
  path: string,
  now: FolderState,
  since: FolderState,
  known: () => Promise<Iterable<number>>,
  all: boolean,
): Promise<FolderDelta> {
  const found = new Map<number, RemoteFlags>();
  const look = (set: string, byUid: boolean) =>
    lookAtFlags(c, { set, byUid }, ({ uid, flags }) => void found.set(uid, flags));
  const isAll = all || !c.looked.has(path);
  if (now.exists > 0) {
    const newestFrom = isAll ? 1 : Math.max(1, now.exists - NEWEST + 1);
    await look(`${newestFrom}:*`, false);
    let lowest = Number.POSITIVE_INFINITY;
    for (const uid of found.keys()) lowest = Math.min(lowest, uid);
    // More arrived than the newest window holds.
    if (newestFrom > 1 && lowest > since.uidNext) await look(`${since.uidNext}:${lowest - 1}`, true);
    await lookAtOlder(c, path, newestFrom - 1, look);
  }
  if (isAll) c.looked.set(path, 0);
  return settle(c, { now, since, ...split(found, since), vanished: new Set() }, known, false);
}

async function lookAtOlder(
  c: ImapConnection,
  path: string,
  highest: number,
  look: (range: string, byUid: boolean) => Promise<void>,
): Promise<void> {
  if (highest < 1) return;
  const planned = c.looked.get(path) ?? highest;
  const to = planned < 1 || planned > highest ? highest : planned;
  const from = Math.max(1, to - OLDER + 1);
  await look(`${from}:${to}`, false);
  c.looked.set(path, from - 1);
}
