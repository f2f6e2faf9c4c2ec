// Reads names and subjects again that an ENVELOPE cannot carry: bare octets of an old charset, and UTF-7 in encoded words.

import { cleanLine } from '@/lib/mime/clean-text';
import { decodeWords } from '@/lib/mime/encoded-words';
import { addressesOf, headerValue, rawHeaders } from '@/lib/mime/parse-headers';
import type { RemoteEnvelope } from '../types';
import type { ImapConnection } from './connection';
import { fetchRows } from './fetch-rows';
import { atom } from './send-command';
import { uidSets } from './uid-sets';

const FIELDS = ['SUBJECT', 'FROM', 'SENDER', 'REPLY-TO', 'TO', 'CC', 'BCC'];
/** What the client made of octets that are no UTF-8, and what UTF-7 looks like undecoded ('Fr+APY-sche'). */
const SPOILED = /\ufffd|\+[A-Za-z0-9+/]{2,}-/u;

/** True when the header itself has to be asked. A false alarm costs one more FETCH, nothing else. */
export function isSpoiled({ subject, from, to, cc }: RemoteEnvelope): boolean {
  return SPOILED.test(subject) || [...from, ...to, ...cc].some(({ name }) => SPOILED.test(name));
}

/** The envelopes with names and subjects from the header; `c` has their folder selected. */
export async function mendEnvelopes(c: ImapConnection, spoiled: RemoteEnvelope[]): Promise<RemoteEnvelope[]> {
  const mended = new Map(spoiled.map((envelope) => [envelope.uid, envelope]));
  const items = [atom('UID'), { ...atom('BODY.PEEK'), section: [atom('HEADER.FIELDS'), FIELDS.map(atom)] }];
  for (const set of uidSets(spoiled.map(({ uid }) => uid))) {
    await fetchRows(c, { command: 'UID FETCH', set, items }, (answer) => {
      const { header } = answer;
      if (!header) return false;
      const envelope = mended.get(answer.uid);
      if (envelope) mended.set(envelope.uid, { ...envelope, ...fromHeader(header) });
      return undefined;
    });
  }
  return [...mended.values()];
}

function fromHeader(octets: Buffer): Partial<RemoteEnvelope> {
  const fields = rawHeaders(octets);
  const from = addressesOf(fields, 'from');
  return {
    subject: cleanLine(decodeWords(headerValue(fields, 'subject') ?? '')),
    from,
    sender: headerValue(fields, 'sender') === null ? from : addressesOf(fields, 'sender'),
    replyTo: headerValue(fields, 'reply-to') === null ? from : addressesOf(fields, 'reply-to'),
    to: addressesOf(fields, 'to'),
    cc: addressesOf(fields, 'cc'),
    bcc: addressesOf(fields, 'bcc'),
  };
}
