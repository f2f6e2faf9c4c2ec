// The HTML of a message as other mail programs show it well: what the editor leaves to its style sheet stands on the elements.
import sanitize from 'sanitize-html';
import { cleanDeclarations } from './sanitize-css';

/** How elements look where they say nothing themselves. Old programs read simple properties only. */
const STYLES: Record<string, string> = {
  p: 'margin:0',
  blockquote: 'margin:0 0 0 2px;padding-left:12px;border-left:2px solid #c8c9ce',
  pre: 'margin:4px 0;padding:8px 12px;background:#f4f4f5;border-radius:4px;font-family:monospace;white-space:pre-wrap',
  code: 'font-family:monospace;background:#f4f4f5',
  table: 'border-collapse:collapse;margin:4px 0',
  th: 'border:1px solid #c8c9ce;padding:4px 8px;text-align:left;vertical-align:top;background:#f4f4f5',
  td: 'border:1px solid #c8c9ce;padding:4px 8px;vertical-align:top',
  img: 'max-width:100%;height:auto',
  h1: 'margin:8px 0 4px;font-size:20px',
  h2: 'margin:8px 0 4px;font-size:17px',
  h3: 'margin:8px 0 4px;font-size:15px',
  hr: 'border:0;border-top:1px solid #c8c9ce',
};
const TAGS = [
  ...Object.keys(STYLES),
  ...'a b br col colgroup div em i li mark ol s span strong sub sup tbody thead tr u ul'.split(' '),
];
// As the composer marks them (components/composer/split-quote.ts).
const QUOTE = '<div class="pennypost-quote">';
const BELOW = '<!--pennypost-own-->';

/** `html` is the draft's; the quoted message, above or below what was written, stays as it is. */
export function outgoingHtml(html: string): string {
  const below = html.indexOf(BELOW);
  if (html.startsWith(QUOTE) && below !== -1)
    return html.slice(0, below) + styled(html.slice(below + BELOW.length));
  const at = html.indexOf(QUOTE);
  return at === -1 ? styled(html) : styled(html.slice(0, at)) + html.slice(at);
}

function styled(html: string): string {
  return (
    sanitize(html, {
      allowedTags: TAGS,
      allowedAttributes: {
        '*': ['style', 'dir'],
        a: ['href'],
        img: ['src', 'alt', 'width', 'height'],
        ol: ['start'],
        td: ['colspan', 'rowspan'],
        th: ['colspan', 'rowspan'],
        col: ['width'],
      },
      allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid'],
      allowProtocolRelative: false,
      parseStyleAttributes: false,
      transformTags: { '*': (tagName, attribs) => ({ tagName, attribs: withStyle(tagName, attribs) }) },
    })
      // An empty paragraph has no height elsewhere.
      .replaceAll('<p style="margin:0"></p>', '<p style="margin:0"><br /></p>')
  );
}

function withStyle(tag: string, given: sanitize.Attributes): sanitize.Attributes {
  const { style, ...rest } = given;
  const own = style ? cleanDeclarations(style, () => null) : '';
  const all = [STYLES[tag], own].filter(Boolean).join(';');
  return all ? { ...rest, style: all } : rest;
}
