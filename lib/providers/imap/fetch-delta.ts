// What changed in a folder since a known state: by QRESYNC, by CONDSTORE, or by a scan (RFC 7162, RFC 3501).
import type { FolderDelta, FolderState, RemoteFlags } from '../types';
import { type ImapConnection, inFolder } from './connection';
import { toFlags } from './flags';
import { selected } from './select-folder';

/**
 * The delta since `since`, or 'reset' when the server numbered the folder anew. `known` gives the UIDs held here; it is asked for only
 * when the server cannot tell what vanished. `state.highestModseq` is safe as the next watermark.
 */
export function fetchDelta(
  c: ImapConnection,
  path: string,
  since: FolderState,
  known: () => Promise<Set<number>>,
): Promise<FolderDelta | 'reset'> {
  return inFolder(c, path, async () => {
    // The selected state is from when the folder was selected: a NOOP brings it up to date.
    await c.client.noop();
    const now = selected(c);
    if (now.uidValidity !== since.uidValidity) return 'reset';
    const modseq = since.highestModseq;
    if (modseq !== null && now.highestModseq !== null) return byModseq(c, since, modseq, known);
    return byScan(c, now, since, known);
  });
}

async function byModseq(
  c: ImapConnection,
  since: FolderState,
  modseq: bigint,
  known: () => Promise<Set<number>>,
): Promise<FolderDelta> {
  const tellsVanished = c.client.enabled.has('QRESYNC');
  const vanished = new Set<number>();
  const note = (event: { uid?: number }) => {
    if (event.uid) vanished.add(event.uid);
  };
  c.client.on('expunge', note);
  const flags: { uid: number; flags: RemoteFlags }[] = [];
  const added: number[] = [];
  let highest = modseq;
  try {
    const changed = c.client.fetch('1:*', { uid: true, flags: true }, { changedSince: modseq, uid: true });
    for await (const message of changed) {
      if (message.modseq && message.modseq > highest) highest = message.modseq;
      if (message.uid >= since.uidNext) added.push(message.uid);
      else flags.push({ uid: message.uid, flags: toFlags(message.flags) });
    }
  } finally {
    c.client.off('expunge', note);
  }
  const state = { ...selected(c), highestModseq: highest };
  if (!tellsVanished) {
    const here = new Set(await allUids(c));
    for (const uid of await known()) if (!here.has(uid)) vanished.add(uid);
    for (const uid of here) if (uid >= since.uidNext && !added.includes(uid)) added.push(uid);
  }
  const uidNext = Math.max(since.uidNext, ...added.map((uid) => uid + 1));
  return { state: { ...state, uidNext }, added, flags, vanished: [...vanished] };
}

async function byScan(
  c: ImapConnection,
  now: FolderState,
  since: FolderState,
  known: () => Promise<Set<number>>,
): Promise<FolderDelta> {
  const held = await known();
  const here = new Set<number>();
  const flags: { uid: number; flags: RemoteFlags }[] = [];
  const added: number[] = [];
  if (now.exists > 0) {
    for await (const message of c.client.fetch('1:*', { uid: true, flags: true })) {
      here.add(message.uid);
      if (held.has(message.uid)) flags.push({ uid: message.uid, flags: toFlags(message.flags) });
      else if (message.uid >= since.uidNext) added.push(message.uid);
    }
  }
  const vanished = [...held].filter((uid) => !here.has(uid));
  const uidNext = Math.max(now.uidNext, since.uidNext, ...added.map((uid) => uid + 1));
  return { state: { ...now, uidNext }, added, flags, vanished };
}

async function allUids(c: ImapConnection): Promise<number[]> {
  return (await c.client.search({ all: true }, { uid: true })) || [];
}
