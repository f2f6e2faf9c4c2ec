// HTML as plain text: for search, snippets and quoting.
import { convert } from 'html-to-text';

const MAX_HTML = 1_000_000;

/** Readable text of an HTML body; never throws. */
export function htmlToText(html: string): string {
  try {
    return convert(html.slice(0, MAX_HTML), {
      wordwrap: false,
      limits: { maxInputLength: MAX_HTML, maxDepth: 100, maxChildNodes: 5000 },
      selectors: [
        { selector: 'img', format: 'skip' },
        { selector: 'a', options: { ignoreHref: true } },
        { selector: 'h1', options: { uppercase: false } },
        { selector: 'h2', options: { uppercase: false } },
        { selector: 'h3', options: { uppercase: false } },
        { selector: 'table', format: 'block' },
      ],
    }).trim();
  } catch {
    return html
      .slice(0, MAX_HTML)
      .replace(/<[^>]*>/gu, ' ')
      .trim();
  }
}
