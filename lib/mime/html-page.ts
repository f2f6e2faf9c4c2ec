// The page of a message's HTML, shown in a frame without scripts; its policy is the second wall of safe reading.
import { STAND_IN_STYLE, standInForImages } from './image-stand-in';

/**
 * Nothing runs, nothing loads but images from us. `allow-same-origin` without `allow-scripts` only lets our page measure the frame
 * (docs/decisions/0002).
 */
export const MAIL_HTML_CSP = [
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const STYLE = `
:root { color-scheme: light; }
html { background: #fff; color: #1f2328; }
body { margin: 0; padding: 2px 0 8px; font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  overflow-wrap: anywhere; overflow-x: auto; }
img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; }
table { max-width: 100%; }
blockquote { margin: 8px 0 8px 2px; padding-left: 12px; border-left: 3px solid #c8ccd2; color: inherit; }
a { color: #1a56c4; }
`;
/** On dark paper the second values hold that the message's colours have (paint-dark.ts); printed it is as it was sent. */
const DARK_STYLE = `
@media screen {
  :root { color-scheme: dark; }
  html { background: transparent; color: #e6e8eb; }
  a { color: #8ab4ff; }
  blockquote { border-left-color: #3c434b; }
}
`;
/** After the message's own sheet: it must not hide the quotation's handle. */
const QUOTE_STYLE = `
details.quote > summary { list-style: none; display: inline-block !important; cursor: pointer; padding: 0 8px; margin: 6px 0;
  border-radius: 8px; background: #e7e9ed; color: #444a52; font-weight: 600; line-height: 14px; }
@media print { details.quote { display: none; } }
`;
const DARK_PARTS_STYLE = `
@media screen {
  details.quote > summary { background: #2c3238; color: #c3cad3; }
  .image-stand-in { border-color: #3c434b !important; background: #1e2227 !important; color: #9ea7b3 !important; }
}
`;

const OPEN = /<(div|blockquote)\b([^>]*)>/gu;
const QUOTE_CLASS =
  /class="[^"]*\b(?:gmail_quote|yahoo_quoted|protonmail_quote|pennypost_quote|zmail_extra)\b/iu;
const CITED = /type="cite"/iu;
const FORWARDED =
  /^.{0,80}?(?:forwarded message|begin forwarded|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato)/iu;

/**
 * Wraps sanitized HTML (and its cleaned style sheet) into a document. The quotation below an answer is folded. What is shown `dark` must have
 * been sanitized for that.
 */
export function htmlPage(sanitized: string, options: { dark: boolean; css?: string }): string {
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><title>Message</title>',
    `<style>${STYLE}${options.dark ? DARK_STYLE : ''}</style>`,
    options.css ? `<style>${options.css.replaceAll('<', '')}</style>` : '',
    `<style>${QUOTE_STYLE}${STAND_IN_STYLE}${options.dark ? DARK_PARTS_STYLE : ''}</style></head>`,
    `<body dir="auto">${foldQuote(standInForImages(sanitized))}</body></html>`,
  ].join('');
}

/**
 * Folds the one quotation below an answer. Several with text between are an answer point by point: they stay open, and so
 * do a forwarded message and a quotation that is all there is.
 */
function foldQuote(html: string): string {
  const quotes = topLevelQuotes(html);
  const [quote] = quotes;
  if (!quote || quotes.length > 1 || textOf(html.slice(0, quote.from)) === '') return html;
  const inside = html.slice(quote.from, quote.to);
  if (textOf(inside) === '' || FORWARDED.test(textOf(inside))) return html;
  return `${html.slice(0, quote.from)}<details class="quote"><summary aria-label="Quoted text">···</summary>${inside}</details>${html.slice(quote.to)}`;
}

/** A quotation carries a mail program's mark; a plain blockquote counts when nothing follows it. */
function topLevelQuotes(html: string): { from: number; to: number }[] {
  const quotes: { from: number; to: number }[] = [];
  const lastText = endOfText(html);
  OPEN.lastIndex = 0;
  for (let match = OPEN.exec(html); match && quotes.length < 3; match = OPEN.exec(html)) {
    const [, name = '', attributes = ''] = match;
    const marked = QUOTE_CLASS.test(attributes) || (name === 'blockquote' && CITED.test(attributes));
    if (!marked && name !== 'blockquote') continue;
    const to = endOf(html, name, OPEN.lastIndex);
    if (!marked && to < lastText) {
      OPEN.lastIndex = to;
      continue;
    }
    quotes.push({ from: match.index, to });
    OPEN.lastIndex = to;
  }
  return quotes;
}

/** Sanitized HTML is balanced: the matching end tag is where the count returns to zero. */
function endOf(html: string, name: string, from: number): number {
  const tag = new RegExp(`<(/?)${name}\\b[^>]*>`, 'gu');
  tag.lastIndex = from;
  let depth = 1;
  for (let match = tag.exec(html); match; match = tag.exec(html)) {
    depth += match[1] === '/' ? -1 : 1;
    if (depth === 0) return tag.lastIndex;
  }
  return html.length;
}

/** Where the last visible text ends: tags and white space after it do not count. Sanitized HTML has no '>' but in tags. */
function endOfText(html: string): number {
  let end = html.length;
  while (end > 0) {
    if (html[end - 1] === '>') end = Math.max(0, html.lastIndexOf('<', end - 1));
    else if (/[\s\u00a0\u200b]/u.test(html[end - 1]!)) end--;
    else if (html.endsWith('&nbsp;', end)) end -= 6;
    else break;
  }
  return end;
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/gu, ' ')
    .replace(/&nbsp;|[\s\u00a0\u200b]+/gu, ' ')
    .trim();
}
