// What changed in a folder since a known state: by QRESYNC, by CONDSTORE, or by looking at flags (RFC 7162, RFC 3501).

import type { FolderDelta, FolderState, RemoteFlags } from '../types';
import { type ImapConnection, inFolder, whyNot } from './connection';
import type { FetchAnswer } from './fetch-answer';
import { fetchRows } from './fetch-rows';
import { readFlagsRow } from './flags';
import { lookForChanges } from './look-for-changes';
import { selected } from './select-folder';
import { atom } from './send-command';
import { settle, split } from './settle-delta';

/** With more than these, what vanished is found by comparing: a range may name billions. */
const MOST_VANISHED = 100_000;

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
  return inFolder(c, path, async (isNew) => {
    const isFresh = isNew || (await quietly(c, () => refresh(c, path)));
    const now = await selected(c);
    if (now.uidValidity !== since.uidValidity) return 'reset';
    if (!since.highestModseq || now.highestModseq === null)
      return lookForChanges(c, path, now, since, known, since.highestModseq !== null);
    // Numbers that went back, as after a restore on the server, tell nothing. Old ones say nothing about that.
    if (isFresh && now.highestModseq < since.highestModseq)
      return lookForChanges(c, path, now, since, known, true);
    return byModseq(c, now, since, known, isFresh);
  });
}

/** FETCH CHANGEDSINCE, with QRESYNC also VANISHED (RFC 7162 3.2.6). */
async function byModseq(
  c: ImapConnection,
  now: FolderState,
  since: FolderState,
  known: () => Promise<Iterable<number>>,
  isFresh: boolean,
): Promise<FolderDelta> {
  const modseq = since.highestModseq!;
  const found = new Map<number, RemoteFlags>();
  const vanished = new Set<number>();
  let highest = modseq;
  const hasQresync = c.client.enabled.has('QRESYNC');
  const note = (event: { path: string; uid?: number }) => {
    if (event.uid && vanished.size <= MOST_VANISHED) vanished.add(event.uid);
  };
  // Some servers answer BAD to any range of an empty folder; the number of messages says it all.
  const isWorthAsking = now.exists > 0 && (!isFresh || now.highestModseq !== modseq);
  if (isWorthAsking) {
    const items = ['UID', 'FLAGS', 'MODSEQ'].map(atom);
    const modifier = ['CHANGEDSINCE', `${modseq}`, ...(hasQresync ? ['VANISHED'] : [])].map(atom);
    c.client.on('expunge', note);
    try {
      await fetchRows(c, { command: 'UID FETCH', set: '1:*', items, modifier }, (answer) => {
        const row = readFlagsRow(answer);
        if (!row) return false;
        const number = modseqOf(answer);
        if (number > highest) highest = number;
        found.set(row.uid, row.flags);
        return undefined;
      });
    } finally {
      c.client.off('expunge', note);
    }
  }
  // The number of a new SELECT holds for all that was fetched after it. Without one the highest that was seen is sure; what
  // vanished has none, and is told again until it is passed.
  const state = { ...now, highestModseq: isFresh ? now.highestModseq : highest };
  const findings = { now: state, since, ...split(found, since), vanished };
  const isToldAll = isWorthAsking && hasQresync && vanished.size <= MOST_VANISHED;
  return settle(c, findings, known, isToldAll);
}

/** An answer's MODSEQ (RFC 7162 3.1.4.2); 0 where it has none. */
function modseqOf(answer: FetchAnswer): bigint {
  const [number = ''] = answer.texts('MODSEQ');
  return /^\d{1,19}$/u.test(number) ? BigInt(number) : 0n;
}

/**
 * Brings a folder that was selected already up to date; true when by a new SELECT. Dovecot does not tell those who have a folder open
 * that another has taken its name, and only a SELECT shows it. Nobody can replace INBOX: there a NOOP does, which with 100,000
 * messages takes a hundredth of the time.
 */
async function refresh(c: ImapConnection, path: string): Promise<boolean> {
  if (path.toUpperCase() !== 'INBOX') {
    await c.client.mailboxOpen(path);
    return true;
  }
  await c.client.noop();
  if (c.failure.last !== null) throw whyNot(c, `${c.host} does not answer.`);
  return false;
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
