// FETCH of what a list shows: envelope, flags and, when not light, size, structure and References (RFC 3501 6.4.5).
import type { FetchMessageObject, FetchQueryObject, MessageAddressObject } from 'imapflow';
import type { MailAddress, RemoteEnvelope } from '../types';
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
import { toFlags } from './flags';
import { isSpoiled, mendEnvelopes } from './mend-envelopes';
import { rawUtf8 } from './raw-utf8';
import { toPart } from './structure';
import { uidSets } from './uid-sets';

/** Which messages: by UID, a UID range, or the newest so many of the folder. */
export type Which = number[] | { from: number; to: number } | { newest: number };

const ARRIVALS = 1000;
const LIGHT: FetchQueryObject = { uid: true, flags: true, internalDate: true, envelope: true };
const WHOLE: FetchQueryObject = { ...LIGHT, size: true, bodyStructure: true, headers: ['references'] };

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
    const exists = c.client.mailbox ? c.client.mailbox.exists : 0;
    // On an empty folder some servers answer BAD to any range, others with nothing.
    if (exists === 0) return;
    const query = options.light ? LIGHT : WHOLE;
    const isAskedFor = asker(which);
    let batch: RemoteEnvelope[] = [];
    const spoiled: RemoteEnvelope[] = [];
    for (const range of ranges(which, exists)) {
      for await (const message of fetchRows(c, range, query, { uid: !('newest' in which) })) {
        // A row without what was asked for is a notice of another client's change.
        if (!message.uid || (!message.envelope && !message.internalDate)) continue;
        if (!isAskedFor(message.uid)) continue;
        const envelope = toEnvelope(message, options.light);
        if (isSpoiled(envelope)) spoiled.push(envelope);
        else batch.push(envelope);
        if (batch.length < options.batchSize) continue;
        await onBatch(batch);
        batch = [];
      }
    }
    // Only now: within a FETCH there cannot be another.
    batch.push(...(await mendEnvelopes(c, spoiled)));
    if (batch.length > 0) await onBatch(batch);
  });
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

/** The thread's first message and its latest are what conversations are built from. */
const MOST_REFERENCES = 200;
const MESSAGE_ID = /<[^<>\s]{1,996}>/gu;

function toEnvelope(message: FetchMessageObject, light: boolean): RemoteEnvelope {
  // NIL where the server cannot read the message: a row without subject is better than a message that never shows.
  const envelope = message.envelope ?? {};
  const headers = message.headers?.toString('latin1') ?? '';
  return {
    uid: message.uid,
    flags: toFlags(message.flags),
    modseq: message.modseq ?? null,
    subject: clean(envelope.subject),
    from: people(envelope.from),
    sender: people(envelope.sender),
    replyTo: people(envelope.replyTo),
    to: people(envelope.to),
    cc: people(envelope.cc),
    bcc: people(envelope.bcc),
    sentAt: time(envelope.date),
    receivedAt: time(message.internalDate),
    size: message.size ?? 0,
    messageId: envelope.messageId?.trim() || null,
    inReplyTo: envelope.inReplyTo?.match(MESSAGE_ID)?.[0] ?? null,
    references: bounded(headers.match(MESSAGE_ID) ?? []),
    emailId: message.emailId ?? null,
    structure: light || !message.bodyStructure ? null : toPart(message.bodyStructure),
  };
}

const bounded = (ids: string[]) =>
  ids.length <= MOST_REFERENCES ? ids : [ids[0]!, ...ids.slice(1 - MOST_REFERENCES)];

/** What Dovecot puts where an address lacks a part. */
const NOT_THERE = /^MISSING_MAILBOX(?=@)|@MISSING_DOMAIN$/gu;

const people = (list: MessageAddressObject[] | undefined): MailAddress[] =>
  (list ?? [])
    .map(({ name, address }) => ({ name: clean(name), address: clean(address).replace(NOT_THERE, '') }))
    .filter(({ name, address }) => name !== '' || address !== '');

/** One line, no control characters: names and subjects are shown in lists and put into new headers. */
function clean(text: string | undefined): string {
  return rawUtf8(text ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 2000);
}

/** Epoch ms; null where absent, unreadable or outside of 1970 to 2200 (a year 0 would sort last for ever). */
function time(date: Date | string | undefined): number | null {
  const at = date instanceof Date ? date.getTime() : Date.parse(date ?? '');
  return Number.isFinite(at) && at > 0 && at < 7_258_118_400_000 ? at : null;
}
