// HTML to plain text: for search, snippets, quotes in plain replies and the text beside our own HTML.
import { convert } from 'html-to-text';
import { limitHtml } from './limit-html';

const MAX_TEXT = 1024 * 1024;

/**
 * Never throws; what cannot be converted loses its tags. Paragraphs and lists keep their lines. `links` keeps the addresses of
 * links: right for a text that people read, noise in a search index.
 */
export function htmlToText(html: string, options: { links?: boolean } = {}): string {
  const bounded = limitHtml(html);
  try {
    return convert(bounded, {
      wordwrap: false,
      limits: { maxInputLength: bounded.length + 1, maxDepth: 300, maxBaseElements: 1000 },
      baseElements: { selectors: [], returnDomByDefault: true },
      selectors: [
        { selector: 'head', format: 'skip' },
        { selector: 'title', format: 'skip' },
        { selector: 'img', format: 'skip' },
        { selector: 'a', options: { ignoreHref: !options.links, hideLinkHrefIfSameAsText: true } },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
          selector,
          options: { uppercase: false },
        })),
        { selector: 'blockquote', options: { trimEmptyLines: false } },
      ],
    }).slice(0, MAX_TEXT);
  } catch {
    return withoutTags(bounded).slice(0, MAX_TEXT);
  }
}

function withoutTags(html: string): string {
  return html
    .replace(/<(style|script|title)\b[^>]*>[\s\S]*?<\/\1\s*>/giu, ' ')
    .replace(/<[^>]*>/gu, ' ')
    .replace(/[ \t]+/gu, ' ')
    .trim();
}
