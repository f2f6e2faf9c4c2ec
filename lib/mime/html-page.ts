// The page of a message's HTML, shown in a frame without scripts; its policy is the second wall of safe reading.

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
html.dark { background: transparent; color: #e6e8eb; color-scheme: dark; }
html.dark a { color: #8ab4ff; }
body { margin: 0; padding: 2px 0 8px; font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  overflow-wrap: anywhere; overflow-x: auto; }
img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; }
table { max-width: 100%; }
blockquote { margin: 8px 0 8px 2px; padding-left: 12px; border-left: 3px solid #c8ccd2; color: inherit; }
a { color: #1a56c4; }
details.quote > summary { list-style: none; display: inline-block; cursor: pointer; padding: 0 8px; margin: 6px 0;
  border-radius: 8px; background: #e7e9ed; color: #444a52; font-weight: 600; line-height: 14px; }
@media print { details.quote { display: none; } }
`;

/** Wraps sanitized HTML into a document. The last big quotation is folded. */
export function htmlPage(sanitized: string, options: { dark: boolean }): string {
  return `<!doctype html><html${options.dark ? ' class="dark"' : ''}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Message</title><style>${STYLE}</style></head><body dir="auto">${foldQuote(sanitized)}</body></html>`;
}

/** Folds what mail programs put below an answer: from the first quotation to the end, when text stands before it. */
function foldQuote(html: string): string {
  const match =
    /<(?:div|blockquote)[^>]*class="[^"]*(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote|pennypost_quote)[^"]*"/u.exec(
      html,
    );
  if (!match || html.slice(0, match.index).replace(/<[^>]*>|&nbsp;|\s/gu, '') === '') return html;
  const { index } = match;
  return `${html.slice(0, index)}<details class="quote"><summary aria-label="Quoted text">···</summary>${html.slice(index)}</details>`;
}
