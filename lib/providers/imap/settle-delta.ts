// Finishes a delta: which rows are new, which are known, and what vanished where the server does not tell.
import type { FolderDelta, FolderState, RemoteFlags } from '../types';
import type { ImapConnection } from './connection';
import { searchSelected } from './search-selected';

/** A delta in the making. */
export interface Findings {
  now: FolderState;
  since: FolderState;
  added: number[];
  flags: FolderDelta['flags'];
  vanished: Set<number>;
}

/** Splits rows into arrivals and changes. */
export function split(
  found: Map<number, RemoteFlags>,
  since: FolderState,
): { added: number[]; flags: FolderDelta['flags'] } {
  const added: number[] = [];
  const flags: FolderDelta['flags'] = [];
  for (const [uid, now] of found) {
    if (uid >= since.uidNext) added.push(uid);
    else flags.push({ uid, flags: now });
  }
  return { added, flags };
}

/**
 * Finishes a delta. Where the server does not tell what vanished, the number of messages shows whether anything did, and only
 * then all UIDs are compared.
 */
export async function settle(
  c: ImapConnection,
  findings: Findings,
  known: () => Promise<Iterable<number>>,
  tellsVanished: boolean,
): Promise<FolderDelta> {
  const { now, since, added, flags, vanished } = findings;
  const exists = c.client.mailbox ? c.client.mailbox.exists : now.exists;
  const most = since.exists + added.length;
  // More than there were and came: the server left arrivals out.
  if (tellsVanished ? exists > most : exists !== most) return compare(c, findings, known);
  return { state: { ...next(now, since, added), exists }, added, flags, vanished: [...vanished] };
}

/** Compares all UIDs of the folder with those known. */
async function compare(
  c: ImapConnection,
  { now, since, added, flags, vanished }: Findings,
  known: () => Promise<Iterable<number>>,
): Promise<FolderDelta> {
  const here = new Set(await searchSelected(c, { all: true }));
  const all = new Set(added);
  for (const uid of here) if (uid >= since.uidNext) all.add(uid);
  for (const uid of all) if (!here.has(uid)) all.delete(uid);
  // What the server finds is there, whatever it said before.
  const lost = new Set([...vanished].filter((uid) => !here.has(uid)));
  for (const uid of await known()) if (!here.has(uid)) lost.add(uid);
  const arrived = [...all];
  return {
    // The number that belongs to these findings, whatever the server told meanwhile: the next delta counts from it.
    state: { ...next(now, since, arrived), exists: here.size },
    added: arrived,
    flags: flags.filter(({ uid }) => !lost.has(uid)),
    vanished: [...lost],
  };
}

const next = (now: FolderState, since: FolderState, added: number[]): FolderState => ({
  ...now,
  uidNext: added.reduce((most, uid) => Math.max(most, uid + 1), Math.max(now.uidNext, since.uidNext)),
});
