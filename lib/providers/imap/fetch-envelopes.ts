// FETCH of what a list shows: envelope, flags and, when not light, size, structure and References (RFC 3501 6.4.5).
import type { ImapAttribute } from 'imapflow';
import { setImmediate } from 'node:timers/promises';
import type { RemoteEnvelope } from '../types';
import { type ImapConnection, inFolder, whyNot } from './connection';
import { toEnvelope } from './envelope-row';
import { fetchRows } from './fetch-rows';
import type { Hear } from './hear-answers';
import { isSpoiled, mendEnvelopes } from './mend-envelopes';
import { atom } from './send-command';
import { uidSets } from './uid-sets';

/** Which messages: by UID, a UID range, or the newest so many of the folder. */
export type Which = number[] | { from: number; to: number } | { newest: number };

const ARRIVALS = 1000;
const LIGHT = ['UID', 'FLAGS', 'INTERNALDATE', 'ENVELOPE'].map(atom);
const WHOLE = [
  ...LIGHT,
  ...['RFC822.SIZE', 'BODYSTRUCTURE'].map(atom),
  { ...atom('BODY.PEEK'), section: [atom('HEADER.FIELDS'), [atom('REFERENCES')]] },
];

/**
 * Calls `onBatch` with up to `batchSize` envelopes at a time, while the server goes on sending; the next batch waits for it. `light` leaves
 * out what makes a server open its files: size, structure, References.
 */
export function fetchEnvelopes(
  c: ImapConnection,
  path: string,
  which: Which,
  options: { light: boolean; batchSize: number },
  onBatch: (batch: RemoteEnvelope[]) => Promise<void>,
): Promise<void> {
  return inFolder(c, path, async () => {
    // Not the same as an empty folder: nothing of it was looked at.
    if (!c.client.mailbox) throw whyNot(c, `${c.host} closed ${path}.`);
    const { exists } = c.client.mailbox;
    // On an empty folder some servers answer BAD to any range, others with nothing.
    if (exists === 0) return;
    const items = [...(options.light ? LIGHT : WHOLE), ...emailId(c)];
    const isAskedFor = asker(which);
    let batch: RemoteEnvelope[] = [];
    const spoiled: RemoteEnvelope[] = [];
    const hear: Hear = (answer) => {
      const envelope = toEnvelope(answer);
      if (!envelope) return false;
      if (!isAskedFor(envelope.uid)) return undefined;
      if (isSpoiled(envelope)) spoiled.push(envelope);
      else batch.push(envelope);
      if (batch.length < options.batchSize) return undefined;
      const full = batch;
      batch = [];
      // What it takes to hand them on comes after what it took to read them: others have their turn in between.
      return setImmediate().then(() => onBatch(full));
    };
    const command = 'newest' in which ? 'FETCH' : 'UID FETCH';
    for (const set of ranges(which, exists)) await fetchRows(c, { command, set, items }, hear);
    // Only now: within a FETCH there cannot be another.
    batch.push(...(await mendEnvelopes(c, spoiled)));
    if (batch.length > 0) await onBatch(batch);
  });
}

/** The name of a message that stays when it is moved: OBJECTID's (RFC 8474 5.1), else Gmail's. */
function emailId({ capabilities }: ImapConnection): ImapAttribute[] {
  if (capabilities.has('OBJECTID')) return [atom('EMAILID')];
  return capabilities.has('X-GM-EXT-1') ? [atom('X-GM-MSGID')] : [];
}

function ranges(which: Which, exists: number): string[] {
  if (Array.isArray(which)) return uidSets(which);
  if ('newest' in which) return [`${Math.max(1, exists - which.newest + 1)}:*`];
  return which.from <= which.to ? [`${which.from}:${which.to}`] : [];
}

/** A hostile server would fill the disk with what nobody asked for. Some messages may arrive while the newest are fetched. */
function asker(which: Which): (uid: number) => boolean {
  if ('newest' in which) {
    let left = which.newest + ARRIVALS;
    return () => left-- > 0;
  }
  if (!Array.isArray(which)) return (uid) => uid >= which.from && uid <= which.to;
  const wanted = new Set(which);
  return (uid) => wanted.has(uid);
}
