// format=flowed (RFC 3676): joins the lines that the sending program broke, and breaks ours so that others can join them.

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

/**
 * Longest text of a line, without its stuffing and the space at its break: 76 with them, which needs no transfer encoding; RFC 3676 4.2
 * asks for 78 at most.
 */
const WIDTH = 74;

/**
 * The text as format=flowed (without DelSp): paragraphs broken at spaces, the lines of a quotation ('> ' at their start) with their
 * marks on each piece. `unflow` gives the text back, but for spaces at the end of a line, which would mean 'goes on'.
 */
export function flow(text: string): string {
  return text
    .split(/\r\n|\n|\r/u)
    .flatMap(flowLine)
    .join('\n');
}

function flowLine(line: string): string[] {
  const marks = /^(?:>+ ?)*/u.exec(line)![0];
  const depth = marks.replaceAll(' ', '').length;
  const prefix = depth > 0 ? `${'>'.repeat(depth)} ` : '';
  const rest = line.slice(marks.length);
  if (rest === '-- ') return [`${prefix}-- `];
  if (rest.trimEnd() === '') return ['>'.repeat(depth)];
  const pieces = wrap(rest.trimEnd(), WIDTH - prefix.length);
  // RFC 3676 4.4: what begins like a quotation, a mailbox line or with a space is stuffed with one.
  return pieces.map((piece) => prefix + (depth === 0 && /^(?: |>|From )/u.test(piece) ? ` ${piece}` : piece));
}

/** Pieces that each end in the space at which they were broken; a word longer than the width stays whole. */
function wrap(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const word of text.match(/[^ ]* +|[^ ]+$/gu) ?? ['']) {
    if (piece !== '' && piece.length + word.trimEnd().length > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += word;
  }
  // A last piece that is only spaces cannot be: the text is trimmed.
  return [...pieces, piece];
}
