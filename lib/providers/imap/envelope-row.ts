// One answer to FETCH as the envelope of a message (RFC 3501 7.4.2).
import { MOST_PEOPLE } from '@/lib/contract/most-people';
import { decodeWords } from '@/lib/mime/encoded-words';
import type { MailAddress, RemoteEnvelope } from '../types';
import { readStructure } from './body-structure';
import type { Cursor } from './cursor';
import type { FetchAnswer } from './fetch-answer';
import { readFlags } from './flags';
import { rawUtf8 } from './raw-utf8';

/** Null for a row that has nothing of what was asked for: a notice of another client's change. */
export function toEnvelope(answer: FetchAnswer): RemoteEnvelope | null {
  const { uid } = answer;
  const isAnswer = answer.has('ENVELOPE') || answer.has('INTERNALDATE');
  if (uid === 0 || !isAnswer) return null;
  const { header } = answer;
  const structure = answer.cursor('BODYSTRUCTURE');
  return {
    uid,
    flags: readFlags(answer),
    ...readEnvelope(answer.cursor('ENVELOPE')),
    receivedAt: time(answer.text('INTERNALDATE')),
    size: answer.number('RFC822.SIZE'),
    references: header && header.length > 2 ? bounded(header.toString('latin1').match(MESSAGE_ID) ?? []) : [],
    emailId: answer.texts('EMAILID')[0] ?? answer.text('X-GM-MSGID'),
    structure: structure && readStructure(structure),
  };
}

type Envelope = Pick<
  RemoteEnvelope,
  'sentAt' | 'subject' | 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc' | 'inReplyTo' | 'messageId'
>;

/** NIL where the server cannot read the message: a row without subject is better than a message that never shows. */
function readEnvelope(at: Cursor | null): Envelope {
  if (!at?.enter()) return NOTHING;
  const sentAt = time(at.text());
  const subject = shown(at.text());
  const others = at.copy();
  const writer = at.skip();
  const from = people(others);
  // Servers say again who wrote where there is no Sender and no Reply-To.
  const fromAgain = (list: Cursor) => {
    const again = list.copy();
    return list.skip() === writer ? from : people(again);
  };
  return {
    sentAt,
    subject,
    from,
    sender: fromAgain(at),
    replyTo: fromAgain(at),
    to: people(at),
    cc: people(at),
    bcc: people(at),
    inReplyTo: at.text()?.match(MESSAGE_ID)?.[0] ?? null,
    messageId: at.text()?.trim() || null,
  };
}

const NOTHING: Envelope = {
  sentAt: null,
  subject: '',
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  inReplyTo: null,
  messageId: null,
};

/** The thread's first message and its latest are what conversations are built from. */
const MOST_REFERENCES = 200;
const MESSAGE_ID = /<[^<>\s]{1,996}>/gu;

const bounded = (ids: string[]) =>
  ids.length <= MOST_REFERENCES ? ids : [ids[0]!, ...ids.slice(1 - MOST_REFERENCES)];

/** What Dovecot puts where an address lacks a part. */
const NOT_THERE = /^MISSING_MAILBOX(?=@)|@MISSING_DOMAIN$/gu;

/** One more than is kept tells that there are more. */
function people(at: Cursor): MailAddress[] {
  const found: MailAddress[] = [];
  if (!at.enter()) return found;
  while (at.more()) {
    if (found.length > MOST_PEOPLE) {
      at.skip();
      continue;
    }
    if (!at.enter()) continue;
    const name = at.text();
    at.skip(); // the route (RFC 3501 7.4.2: at-domain-list), which nobody uses any more
    const mailbox = at.text();
    const host = at.text();
    while (at.more()) at.skip();
    // Without a host the mailbox is the name of a group, or nothing: the end of one (RFC 9051 7.5.2).
    const person = {
      name: shown(name, true) || (host ? '' : shown(mailbox)),
      address: host ? addressOf(mailbox ?? '', host) : '',
    };
    if (person.name !== '' || person.address !== '') found.push(person);
  }
  return found;
}

const PLAIN = /^[ -~]*$/;
const LONGEST = 2000;

/** An address has no encoded words (RFC 2047 5), whatever looks like some. */
function addressOf(mailbox: string, host: string): string {
  const address = `${mailbox}@${host}`;
  const clean = PLAIN.test(address) ? address : oneLine(rawUtf8(address));
  return clean.trim().slice(0, LONGEST).replace(NOT_THERE, '');
}

/** A name or subject as a person reads it; `isQuoted` where some servers leave quotes around it. */
function shown(text: string | null, isQuoted = false): string {
  if (text === null) return '';
  const isPlain = PLAIN.test(text);
  const decoded = isPlain && !text.includes('=?') ? text : decodeBare(text);
  const bare = isQuoted && /^".+"$/su.test(decoded) ? decoded.slice(1, -1) : decoded;
  return (isPlain && bare === text ? bare : oneLine(bare)).trim().slice(0, LONGEST);
}

/** What was an octet may be lost, also within an encoded word: mend-envelopes.ts asks the header itself then. */
const decodeBare = (text: string) => (text.includes('\ufffd') ? text : decodeWords(rawUtf8(text)));

/** No control characters: names and subjects are shown in lists and put into new headers. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

/** Epoch ms; null where absent, unreadable or outside of 1970 to 2200 (a year 0 would sort last for ever). */
function time(date: string | null): number | null {
  const at = Date.parse(date ?? '');
  return Number.isFinite(at) && at > 0 && at < 7_258_118_400_000 ? at : null;
}
