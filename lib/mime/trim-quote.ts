// What of an answered message is worth quoting: not its signature, not the quotations of quotations of long ago.

/** Quotations deeper than this are old news. */
const MAX_DEPTH = 3;

/** Text without signature, without what was quoted more than three times, without blank lines at its ends. */
export function trimQuotedText(text: string): string {
  const lines = text.split(/\r\n|\n|\r/u);
  // Not every program kept the space at the end of the mark.
  const signature = Math.max(lines.lastIndexOf('-- '), lastShortAfter(lines, '--'));
  const kept = (signature === -1 ? lines : lines.slice(0, signature)).filter(
    (line) => depthOf(line) <= MAX_DEPTH,
  );
  while (kept.at(-1)?.trim() === '') kept.pop();
  while (kept[0]?.trim() === '') kept.shift();
  return kept.join('\n');
}

/** A lone '--' is a signature's mark only with a few lines below it. */
function lastShortAfter(lines: string[], mark: string): number {
  const at = lines.lastIndexOf(mark);
  return lines.length - at <= 6 ? at : -1;
}

function depthOf(line: string): number {
  return /^(?:> ?)*/u.exec(line)![0].replaceAll(' ', '').length;
}

// As the sanitizer writes them: attributes in double quotes, tags balanced.
const SIGNATURE =
  /<(div|pre|p)\b[^<>]*\bclass="[^"]*\b(?:gmail_signature|moz-signature|pennypost-signature)\b[^"]*"[^<>]*>/iu;
const BLANK = '(?:\\s|&nbsp;|<br\\s*/?>|<(p|div)\\b[^<>]*>(?:\\s|&nbsp;|<br\\s*/?>)*</\\1>)';

/** HTML without its signature where that is marked, and without blank lines at its end. */
export function trimQuotedHtml(html: string): string {
  return withoutSignature(html).replace(new RegExp(`${BLANK}+$`, 'iu'), '');
}

function withoutSignature(html: string): string {
  const found = SIGNATURE.exec(html);
  if (!found) return html;
  const tag = found[1]!;
  const tags = new RegExp(`<(/?)${tag}\\b[^<>]*>`, 'giu');
  tags.lastIndex = found.index;
  let depth = 0;
  for (let each = tags.exec(html); each; each = tags.exec(html)) {
    depth += each[1] ? -1 : 1;
    if (depth === 0) return html.slice(0, found.index) + html.slice(tags.lastIndex);
  }
  return html;
}
