// What a reply or a forward starts with: to whom, the subject, the threading headers, the quotation (RFC 5322 3.6).
import type { Address } from '@/lib/contract/mail';
import { escapeHtml, textToHtml } from './text-to-html';
import { trimQuotedHtml, trimQuotedText } from './trim-quote';

/** The message that is answered or forwarded. `html` is sanitized. */
export interface Original {
  from: Address[];
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  subject: string;
  date: number;
  messageId: string | null;
  references: string[];
  html: string | null;
  text: string;
  /** Address of List-Post (RFC 2369), null when the message came through no list. */
  listPost: string | null;
  /** Addresses of Mail-Followup-To, empty when absent. */
  followupTo: Address[];
}

export type ReplyMode = 'reply' | 'reply-all' | 'forward' | 'forward-attachment';

/** What the composer starts with. */
export interface ReplyStart {
  to: Address[];
  cc: Address[];
  subject: string;
  html: string;
  text: string;
}

const REPLY =
  /^\s*(?:re|aw|antw|antwort|sv|vs|odp|ref|rif|res|ynt|回复|答复|回覆|답장|отв|ответ)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]/iu;
const FORWARD = /^\s*(?:fwd?|wg|tr|rv|enc|doorst|转发|轉寄|전달|пересл)\s*[:：]/iu;
const MAX_REFERENCES = 50;

const keyOf = ({ address }: Address) => address.toLowerCase();

/** Each address once, in order, and none of `except`. Messages to tens of thousands exist. */
function distinct(list: Address[], except: Address[]): Address[] {
  const known = new Set(['', ...except.map(keyOf)]);
  return list.filter((one) => !known.has(keyOf(one)) && known.add(keyOf(one)));
}

/** Who wrote the message, as far as answers are concerned. */
function authorOf({ from, replyTo, listPost }: Original): Address[] {
  // Lists that set Reply-To to themselves would turn an answer to one into an answer to all.
  const toList = replyTo.every(({ address }) => address.toLowerCase() === listPost?.toLowerCase());
  return replyTo.length > 0 && !(listPost && toList) ? replyTo : from;
}

/** An answer to what one wrote oneself goes on to those it went to. */
export function isOwn(original: Original, me: Address[]): boolean {
  const mine = new Set(me.map(keyOf));
  const author = authorOf(original);
  return author.length > 0 && author.every((one) => mine.has(keyOf(one)));
}

/** Who gets the answer, for a person with the addresses `me`. */
export function recipients(
  original: Original,
  mode: 'reply' | 'reply-all',
  me: Address[],
): { to: Address[]; cc: Address[] } {
  const to = isOwn(original, me) ? original.to : authorOf(original);
  if (mode === 'reply') return { to: distinct(to, []), cc: [] };
  if (original.followupTo.length > 0) return { to: distinct(original.followupTo, []), cc: [] };
  const first = distinct(to, me);
  const list = original.listPost ? [{ name: '', address: original.listPost }] : [];
  const others = distinct([...original.to, ...original.cc, ...list], [...me, ...first]);
  if (first.length > 0) return { to: first, cc: others };
  return { to: others.length > 0 ? others : distinct(to, []), cc: [] };
}

/** In-Reply-To and References of an answer; the root and the newest are kept of a very long list. */
export function threading(original: Pick<Original, 'messageId' | 'references'>): {
  inReplyTo: string | null;
  references: string[];
} {
  const all = [...original.references.filter((id) => id !== original.messageId)];
  if (original.messageId) all.push(original.messageId);
  const references = all.length > MAX_REFERENCES ? [all[0]!, ...all.slice(1 - MAX_REFERENCES)] : all;
  return { inReplyTo: original.messageId, references };
}

/** 'Re: ' or 'Fwd: ' once, whatever language it stands there in. */
export function replySubject(subject: string, mode: ReplyMode): string {
  const isReply = mode === 'reply' || mode === 'reply-all';
  return (isReply ? REPLY : FORWARD).test(subject) ? subject : `${isReply ? 'Re' : 'Fwd'}: ${subject}`;
}

const person = ({ name, address }: Address) => (name ? `${name} <${address}>` : address);
const people = (list: Address[]) => list.map(person).join(', ');
const dateText = (at: number) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(at);

/** Recipients, subject and quotation of a new answer or forward; an answer is begun above or below what it quotes. */
export function replyStart(
  original: Original,
  mode: ReplyMode,
  me: Address[],
  writeAt: 'above' | 'below' = 'above',
): ReplyStart {
  const subject = replySubject(original.subject, mode);
  if (mode === 'forward-attachment') return { to: [], cc: [], subject, html: '<p></p>', text: '' };
  if (mode === 'forward') {
    const whole = original.html ?? textToHtml(original.text);
    const lines = [
      '---------- Forwarded message ----------',
      `From: ${people(original.from)}`,
      `Date: ${dateText(original.date)} UTC`,
      `Subject: ${original.subject}`,
      `To: ${people(original.to)}`,
      ...(original.cc.length > 0 ? [`Cc: ${people(original.cc)}`] : []),
    ];
    return {
      to: [],
      cc: [],
      subject,
      html: `<p></p><p>${lines.map(escapeHtml).join('<br>')}</p>${whole}`,
      text: `\n\n${lines.join('\n')}\n\n${original.text}`,
    };
  }
  const attribution = `On ${dateText(original.date)} UTC, ${person(original.from[0] ?? { name: '', address: 'someone' })} wrote:`;
  const worth = trimQuotedText(original.text);
  const quotedText = worth
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
  const quote = `<p>${escapeHtml(attribution)}</p><blockquote>${
    original.html === null ? textToHtml(worth) : trimQuotedHtml(original.html)
  }</blockquote>`;
  return {
    ...recipients(original, mode, me),
    subject,
    html: writeAt === 'above' ? `<p></p>${quote}` : `${quote}<p></p>`,
    text: writeAt === 'above' ? `\n\n${attribution}\n${quotedText}` : `${attribution}\n${quotedText}\n\n`,
  };
}
