// Encoding of generated mail for the wire: quoted-printable, encoded words, wrapped lines. Small and quick.

/** RFC 2045 6.7, for text with CRLF lines. */
export function quotedPrintable(text: string): string {
  return text.split('\r\n').map(encodeLine).join('\r\n');
}

function encodeLine(line: string): string {
  // Most lines are short ASCII and stay as they are; only the others take the slow way.
  if (line.length <= 75 && /^[\x20-\x3c\x3e-\x7e]*$/.test(line) && !line.endsWith(' ')) return line;
  let encoded = '';
  let column = 0;
  const bytes = Buffer.from(line);
  for (const [index, byte] of bytes.entries()) {
    const last = index === bytes.length - 1;
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x3d && !(byte === 0x20 && last);
    const piece = plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (column + piece.length > 75) {
      encoded += '=\r\n';
      column = 0;
    }
    encoded += piece;
    column += piece.length;
  }
  return encoded;
}

/** A header text as it is when ASCII, else as encoded words of RFC 2047, folded where one is not enough. */
export function wordEncoded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let piece = '';
  for (const character of text) {
    if (Buffer.byteLength(piece + character) > 42) {
      words.push(piece);
      piece = '';
    }
    piece += character;
  }
  words.push(piece);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/** Paragraphs as lines of at most 74 characters, an empty one after each; `prefix` is for quoting. */
export function wrap(paragraphs: string[], prefix = ''): string {
  const lines: string[] = [];
  for (const paragraph of paragraphs) {
    let line = prefix;
    for (const word of paragraph.split(' ')) {
      if (line.length > prefix.length && line.length + word.length > 74) {
        lines.push(line.trimEnd());
        line = prefix;
      }
      line += `${word} `;
    }
    lines.push(line.trimEnd(), prefix.trimEnd());
  }
  return `${lines.join('\r\n')}\r\n`;
}
