// Plain text as the HTML that the rich editor starts from: a paragraph a line, '>' lines as quotes.

/** Text as it stands in HTML. */
export const escapeHtml = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char,
  );

/** Nothing is lost: every line comes back as a line. Runs of spaces are kept by no-break spaces. */
export function textToRich(text: string): string {
  return render(text.replace(/\r\n?/g, '\n').split('\n'));
}

function render(lines: string[]): string {
  let html = '';
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? '';
    if (!line.startsWith('>')) {
      html += `<p>${escapeHtml(line).replace(/ {2,}|^ /g, (run) => '\u00a0'.repeat(run.length))}</p>`;
      i++;
      continue;
    }
    const quoted: string[] = [];
    for (; i < lines.length && (lines[i] ?? '').startsWith('>'); i++) {
      quoted.push((lines[i] ?? '').slice(1).replace(/^ /, ''));
    }
    html += `<blockquote>${render(quoted)}</blockquote>`;
  }
  return html;
}
