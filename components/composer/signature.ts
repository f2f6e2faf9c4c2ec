// The signature of an identity in a draft: put where one writes, and another one in its place when somebody else writes.
import type { Identity } from '@/lib/contract/accounts';
import type { Draft } from '@/lib/contract/compose';

type Signed = Pick<Identity, 'signatureText'>;
type Content = Pick<Draft, 'html' | 'text'>;

const plain = (line: string) =>
  line.replace(/[&<>]/gu, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);

/** As the editor writes a paragraph. The separator of RFC 3676 4.3 tells readers where to fold it away. */
const htmlOf = ({ signatureText }: Signed) =>
  signatureText === '' ? '' : `<p>${['-- ', ...signatureText.split('\n').map(plain)].join('<br>')}</p>`;
const textOf = ({ signatureText }: Signed) => (signatureText === '' ? '' : `-- \n${signatureText}`);

const EMPTY = '<p></p>';

/** A fresh draft with the signature where one writes: above what is quoted, or below it. */
export function sign<T extends Content>(draft: T, identity: Signed): T {
  if (identity.signatureText === '') return draft;
  const html = draft.html ?? '';
  const isBelow = !html.startsWith(EMPTY) && html.endsWith(EMPTY);
  const signed = isBelow
    ? `${html}${htmlOf(identity)}`
    : html.startsWith(EMPTY)
      ? `${EMPTY}${htmlOf(identity)}${html.slice(EMPTY.length)}`
      : `${htmlOf(identity)}${html}`;
  const text = isBelow ? `${draft.text}\n\n${textOf(identity)}` : `\n\n${textOf(identity)}${draft.text}`;
  return { ...draft, html: draft.html === null ? null : signed, text };
}

/**
 * What is edited, with the signature of `after` in place of that of `before`. Null when it is to stay: there is none to swap, or the person
 * changed it.
 */
export function swapInHtml(own: string, before: Signed, after: Signed): string | null {
  if (before.signatureText === '') return after.signatureText === '' ? null : own + htmlOf(after);
  const wanted = sameWords(textOf(before));
  const found = [...own.matchAll(PARAGRAPH)].findLast(([, inner = '']) => wordsIn(inner) === wanted);
  if (!found) return null;
  const swapped = own.slice(0, found.index) + htmlOf(after) + own.slice(found.index + found[0].length);
  return swapped === '' ? EMPTY : swapped;
}

/** As `swapInHtml`, for a plain draft with what it quotes. */
export function swapInText(text: string, before: Signed, after: Signed): string | null {
  const next = textOf(after);
  if (before.signatureText === '') return next === '' ? null : aboveQuote(text, next);
  const old = textOf(before);
  const at = `\n${text}\n`.lastIndexOf(`\n${old}\n`);
  return at === -1 ? null : text.slice(0, at) + next + text.slice(at + old.length);
}

const PARAGRAPH = /<p>((?:(?!<\/p>)[\s\S])*)<\/p>/gu;
const sameWords = (text: string) =>
  text
    .replace(/[ \t\u00A0]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .trim();

/** The words of a paragraph; null where it holds more than words: a signature that we wrote does not. */
function wordsIn(inner: string): string | null {
  const lines = inner.replace(/<br\s*\/?>/gu, '\n');
  if (lines.includes('<')) return null;
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&nbsp;': ' ', '&amp;': '&' };
  return sameWords(lines.replace(/&(?:lt|gt|nbsp|amp);/gu, (sign) => signs[sign] ?? sign));
}

/** The first line of what is quoted or forwarded, or the line that introduces it. */
const QUOTE = /^(?:>|[^\n]*:[ \t]*\n+>|-{2,}[^\n]{3,60}-{2,}[ \t]*$)/mu;

/** Above what is quoted; at the end where nothing is, or where one writes below it. */
function aboveQuote(text: string, signature: string): string {
  const at = text.search(QUOTE);
  if (at <= 0) return `${text.trimEnd()}\n\n${signature}`;
  return `${text.slice(0, at).trimEnd()}\n\n${signature}\n\n${text.slice(at)}`;
}
