// One answer to FETCH as the envelope of a message (RFC 3501 7.4.2).
import type { ImapAttribute, ImapAttributeList, MessageAddressObject, MessageEnvelopeObject } from 'imapflow';
import { getStringList, getStringValue, parseBodystructure, parseEnvelope } from 'imapflow/lib/tools.js';
import type { MimePart } from '@/lib/mime/part';
import type { MailAddress, RemoteEnvelope } from '../types';
import { toFlags } from './flags';
import { rawUtf8 } from './raw-utf8';
import { readItems, readNumber, type Untagged } from './send-command';
import { toPart } from './structure';

/** Null for a row that has nothing of what was asked for: a notice of another client's change. */
export function toEnvelope(untagged: Untagged): RemoteEnvelope | null {
  const found = new Map<string, ImapAttribute>();
  readItems(untagged, (name, answer) => void found.set(name, answer));
  const uid = readNumber(found.get('UID'));
  const isAnswer = found.has('ENVELOPE') || found.has('INTERNALDATE');
  if (uid === 0 || uid >= 2 ** 32 || !isAnswer) return null;
  const envelope = readEnvelope(found.get('ENVELOPE'));
  const headers = found.get('BODY')?.value ?? '';
  return {
    uid,
    flags: toFlags(new Set(getStringList(found.get('FLAGS')))),
    subject: clean(envelope.subject),
    from: people(envelope.from),
    sender: people(envelope.sender),
    replyTo: people(envelope.replyTo),
    to: people(envelope.to),
    cc: people(envelope.cc),
    bcc: people(envelope.bcc),
    sentAt: time(envelope.date),
    receivedAt: time(getStringValue(found.get('INTERNALDATE'))),
    size: readNumber(found.get('RFC822.SIZE')),
    messageId: envelope.messageId?.trim() || null,
    inReplyTo: envelope.inReplyTo?.match(MESSAGE_ID)?.[0] ?? null,
    references: bounded(
      (Buffer.isBuffer(headers) ? headers.toString('latin1') : String(headers)).match(MESSAGE_ID) ?? [],
    ),
    emailId: getStringList(found.get('EMAILID'))[0] ?? getStringValue(found.get('X-GM-MSGID')) ?? null,
    structure: readStructure(found.get('BODYSTRUCTURE')),
  };
}

const isList = (answer: ImapAttribute | undefined): answer is ImapAttributeList => Array.isArray(answer);

/** NIL where the server cannot read the message: a row without subject is better than a message that never shows. */
function readEnvelope(answer: ImapAttribute | undefined): Partial<MessageEnvelopeObject> {
  try {
    return isList(answer) ? parseEnvelope(answer) : {};
  } catch {
    return {};
  }
}

function readStructure(answer: ImapAttribute | undefined): MimePart | null {
  try {
    return isList(answer) ? toPart(parseBodystructure(answer)) : null;
  } catch {
    return null;
  }
}

/** The thread's first message and its latest are what conversations are built from. */
const MOST_REFERENCES = 200;
const MESSAGE_ID = /<[^<>\s]{1,996}>/gu;

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
