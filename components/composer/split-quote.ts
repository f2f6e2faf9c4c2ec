// Keeps the message that is answered or forwarded apart from what the person writes above it.
//
// The editor knows few elements; a newsletter put through it would lose its tables and styles. So the quotation stays
// as it is, beside the editor, until the person wants to write inside it.
import type { Draft } from '@/lib/contract/compose';

const OPEN = '<div class="pennypost-quote">';
const CLOSE = '</div>';

/** A draft's HTML in two: what is edited, and what is quoted (null: nothing). */
export interface SplitHtml {
  own: string;
  quote: string | null;
}

/** Splits HTML that `joinQuote` made. */
export function splitQuote(html: string): SplitHtml {
  const at = html.indexOf(OPEN);
  if (at === -1 || !html.endsWith(CLOSE)) return { own: html, quote: null };
  return { own: html.slice(0, at), quote: html.slice(at + OPEN.length, -CLOSE.length) };
}

/** The HTML of the whole message. */
export function joinQuote({ own, quote }: SplitHtml): string {
  return quote === null ? own : own + OPEN + quote + CLOSE;
}

/** Marks the quotation of a fresh answer or forward, which the server puts below one empty paragraph. */
export function markQuote(draft: Draft): Draft {
  const start = '<p></p>';
  const quotes = draft.mode === 'reply' || draft.mode === 'reply-all' || draft.mode === 'forward';
  if (!quotes || !draft.html?.startsWith(start) || draft.html.includes(OPEN)) return draft;
  const quote = draft.html.slice(start.length);
  return quote ? { ...draft, html: joinQuote({ own: start, quote }) } : draft;
}
