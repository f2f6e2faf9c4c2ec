// Keeps the message that is answered or forwarded apart from what the person writes above or below it.
//
// The editor knows few elements; a newsletter put through it would lose its tables and styles. So the quotation stays
// as it is, beside the editor, until the person wants to write inside it.
import type { Draft } from '@/lib/contract/compose';

const OPEN = '<div class="pennypost-quote">';
const CLOSE = '</div>';
/** Between a quotation and what is written below it. No message has it: it is taken out of what is quoted. */
const BELOW = '<!--pennypost-own-->';

/** A draft's HTML in two: what is edited, and what is quoted (null: nothing). */
export interface SplitHtml {
  own: string;
  quote: string | null;
  /** Where the person writes. */
  writeAt: 'above' | 'below';
}

/** Splits HTML that `joinQuote` made. */
export function splitQuote(html: string): SplitHtml {
  const below = html.indexOf(CLOSE + BELOW);
  if (html.startsWith(OPEN) && below !== -1)
    return {
      own: html.slice(below + CLOSE.length + BELOW.length),
      quote: html.slice(OPEN.length, below),
      writeAt: 'below',
    };
  const at = html.indexOf(OPEN);
  if (at === -1 || !html.endsWith(CLOSE)) return { own: html, quote: null, writeAt: 'above' };
  return { own: html.slice(0, at), quote: html.slice(at + OPEN.length, -CLOSE.length), writeAt: 'above' };
}

/** The HTML of the whole message. */
export function joinQuote({ own, quote, writeAt }: SplitHtml): string {
  if (quote === null) return own;
  if (writeAt === 'below') return OPEN + quote.replaceAll(BELOW, '') + CLOSE + BELOW + own;
  return own + OPEN + quote + CLOSE;
}

/** The plain text of the whole message. */
export function joinQuoteText(own: string, quote: string | null, writeAt: SplitHtml['writeAt']): string {
  if (quote === null) return own;
  return writeAt === 'below' ? `${quote}\n\n${own}` : `${own}\n\n${quote}`;
}

/** Marks the quotation of a fresh answer or forward, which the server puts below or above one empty paragraph. */
export function markQuote(draft: Draft): Draft {
  const start = '<p></p>';
  const quotes = draft.mode === 'reply' || draft.mode === 'reply-all' || draft.mode === 'forward';
  const { html } = draft;
  if (!quotes || html === null || html.includes(OPEN)) return draft;
  const writeAt = html.startsWith(start) ? 'above' : 'below';
  if (writeAt === 'below' && !html.endsWith(start)) return draft;
  const quote = writeAt === 'above' ? html.slice(start.length) : html.slice(0, -start.length);
  return quote ? { ...draft, html: joinQuote({ own: start, quote, writeAt }) } : draft;
}
