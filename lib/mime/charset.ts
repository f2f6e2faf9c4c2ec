// Octets to text by charset; an unknown, absent or wrong charset gets the best guess.
import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';

/** What old senders mean by any Western name. Node's own decoder reads it without the characters 0x80 to 0x9f. */
const WESTERN = 'windows-1252';
/** Names seen in mail for what decoders call otherwise. */
const ALIASES: Record<string, string> = {
  'unicode-1-1-utf-7': 'utf-7',
  utf7: 'utf-7',
  'iso-8859-1': WESTERN,
  iso88591: WESTERN,
  latin1: WESTERN,
  cp1252: WESTERN,
  'x-mac-roman': 'macintosh',
  cp932: 'shift_jis',
  'cp-850': 'cp850',
  'iso-8859-8-e': 'iso-8859-8',
  'x-gbk': 'gbk',
  'gb2312-80': 'gb2312',
};
const SAYS_NOTHING = new Set([
  '',
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'unknown-8bit',
  'x-unknown',
  '8bit',
]);
/** How Japanese text switches to two octets a character (ISO-2022-JP): it needs no charset to be known. */
const ESCAPES = ['\u001b$@', '\u001b$B', '\u001b(J'];
/** iconv-lite also offers transfer encodings under charset names. */
const NOT_CHARSETS = new Set(['base64', 'hex', 'binary']);
const UTF_8 = new TextDecoder();

/** Decodes; never throws. NUL octets vanish: no text means them and they end strings elsewhere. */
export function decodeCharset(bytes: Buffer, charset: string | undefined): string {
  const text = decode(bytes, normal(charset));
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

function normal(charset: string | undefined): string {
  const name = (charset ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/gu, '')
    .split('*')[0]!;
  return ALIASES[name] ?? name;
}

function decode(bytes: Buffer, charset: string): string {
  const marked = byMark(bytes);
  if (marked !== null) return marked;
  if (SAYS_NOTHING.has(charset)) return guess(bytes);
  if (charset === 'utf-8' || charset === 'utf8') return utf8(bytes);
  if (charset === WESTERN && isAscii(bytes)) return bytes.toString('latin1');
  if (charset !== 'utf-7' && charset !== WESTERN)
    try {
      return new TextDecoder(charset).decode(bytes);
    } catch {
      // Not a label of the Encoding standard.
    }
  try {
    if (!NOT_CHARSETS.has(charset) && iconv.encodingExists(charset)) return iconv.decode(bytes, charset);
  } catch {
    // A name that iconv-lite lists and cannot load.
  }
  return guess(bytes);
}

/** A byte order mark is stronger than what the header says. */
function byMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return UTF_8.decode(bytes);
  return null;
}

const countBroken = (text: string) => (text.includes('\ufffd') ? text.split('\ufffd').length - 1 : 0);

/** Text that says UTF-8 and mostly is not was written on an old Windows. A cut last character is no evidence. */
function utf8(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const text = UTF_8.decode(bytes);
  const broken = countBroken(text);
  if (broken === 0) return text;
  const foreign = text.replace(/[\0-\x7f]/gu, '').length;
  return broken > 1 && broken * 2 > foreign ? iconv.decode(bytes, WESTERN) : text;
}

function guess(bytes: Buffer): string {
  if (ESCAPES.some((sequence) => bytes.subarray(0, 4096).includes(sequence)))
    return new TextDecoder('iso-2022-jp').decode(bytes);
  if (isAscii(bytes)) return bytes.toString('latin1');
  const text = UTF_8.decode(bytes);
  const broken = countBroken(text);
  // One broken character at the end: the text was cut there.
  if (broken === 0 || (broken === 1 && text.endsWith('\ufffd') && bytes.length > 100)) return text;
  return iconv.decode(bytes, WESTERN);
}
