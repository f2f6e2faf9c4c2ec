// One answer to FETCH as the envelope of a message (RFC 3501 7.4.2).
import type { ImapAttribute, ImapAttributeList } from 'imapflow';
import { getStringList, getStringValue, parseBodystructure } from 'imapflow/lib/tools.js';
import { decodeWords } from '@/lib/mime/encoded-words';
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
  const headers = found.get('BODY')?.value ?? '';
  return {
    uid,
    flags: toFlags(new Set(getStringList(found.get('FLAGS')))),
    ...readEnvelope(found.get('ENVELOPE')),
    receivedAt: time(getStringValue(found.get('INTERNALDATE'))),
    size: readNumber(found.get('RFC822.SIZE')),
    references: bounded(
      (Buffer.isBuffer(headers) ? headers.toString('latin1') : String(headers)).match(MESSAGE_ID) ?? [],
    ),
    emailId: getStringList(found.get('EMAILID'))[0] ?? getStringValue(found.get('X-GM-MSGID')) ?? null,
    structure: readStructure(found.get('BODYSTRUCTURE')),
  };
}

const isList = (answer: ImapAttribute | undefined): answer is ImapAttributeList => Array.isArray(answer);

type Envelope = Pick<
  RemoteEnvelope,
  'sentAt' | 'subject' | 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc' | 'inReplyTo' | 'messageId'
>;

/** NIL where the server cannot read the message: a row without subject is better than a message that never shows. */
function readEnvelope(answer: ImapAttribute | undefined): Envelope {
  const [date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo, messageId] = isList(answer)
    ? answer
    : [];
  return {
    sentAt: time(getStringValue(date)),
    subject: oneLine(decoded(getStringValue(subject))),
    from: people(from),
    sender: people(sender),
    replyTo: people(replyTo),
    to: people(to),
    cc: people(cc),
    bcc: people(bcc),
    inReplyTo: getStringValue(inReplyTo)?.match(MESSAGE_ID)?.[0] ?? null,
    messageId: getStringValue(messageId)?.trim() || null,
  };
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

function people(list: ImapAttribute | undefined): MailAddress[] {
  const found: MailAddress[] = [];
  for (const one of isList(list) ? list : []) {
    if (!isList(one)) continue;
    const [name, , mailbox, host] = one.map(getStringValue);
    // Without a host the mailbox is the name of a group, or nothing: the end of one (RFC 9051 7.5.2). An address has no encoded words (RFC
    // 2047 5), whatever looks like some.
    const person = {
      name: oneLine(unquoted(decoded(name))) || (host ? '' : oneLine(decoded(mailbox))),
      address: host ? oneLine(rawUtf8(`${mailbox ?? ''}@${host}`)).replace(NOT_THERE, '') : '',
    };
    if (person.name !== '' || person.address !== '') found.push(person);
  }
  return found;
}

/** What was an octet may be lost, also within an encoded word: mend-envelopes.ts asks the header itself then. */
const decoded = (text = '') => (text.includes('\ufffd') ? text : decodeWords(rawUtf8(text)));

/** Some servers leave them in place. */
const unquoted = (name: string) => (/^".+"$/su.test(name) ? name.slice(1, -1) : name);

const PLAIN = /^[ -~]*$/;

/** No control characters: names and subjects are shown in lists and put into new headers. */
const oneLine = (text: string) =>
  (PLAIN.test(text) ? text : text.replace(/\p{Cc}+/gu, ' ')).trim().slice(0, 2000);

/** Epoch ms; null where absent, unreadable or outside of 1970 to 2200 (a year 0 would sort last for ever). */
function time(date = ''): number | null {
  const at = Date.parse(date);
  return Number.isFinite(at) && at > 0 && at < 7_258_118_400_000 ? at : null;
}
