// format=flowed (RFC 3676): joins the lines that the sending program broke.

/** The text with its paragraphs whole again. `delSp`: the space at the break belongs to the break (languages without spaces). */
export function unflow(text: string, delSp: boolean): string {
  const lines: string[] = [];
  let open: { depth: number; text: string } | null = null;
  const close = () => {
    if (open) lines.push(`${'>'.repeat(open.depth)}${open.depth > 0 ? ' ' : ''}${open.text}`);
    open = null;
  };
  for (const raw of text.split(/\r\n|\n|\r/u)) {
    const quotes = /^>*/u.exec(raw)![0];
    // Space-stuffing: one space after the quote marks is no text (RFC 3676 4.4).
    const line = raw.slice(quotes.length).replace(/^ /u, '');
    const flows = line.endsWith(' ') && line !== '-- ';
    if (open && open.depth !== quotes.length) close();
    if (line === '-- ') close();
    const piece = flows && delSp ? line.slice(0, -1) : line;
    open = { depth: quotes.length, text: (open as { text: string } | null)?.text.concat(piece) ?? piece };
    if (!flows) close();
  }
  close();
  return lines.join('\n');
}
