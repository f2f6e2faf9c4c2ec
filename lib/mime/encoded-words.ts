// Decodes header text: raw octets, encoded words (RFC 2047) and extended parameters (RFC 2231).
import { isUtf8 } from 'node:buffer';
import { decodeCharset } from './charset';

const WORD = /=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=/giu;

/** Header octets as text: UTF-8 (RFC 6532) where they are that, else what old senders used. */
export function headerText(bytes: Buffer): string {
  return decodeCharset(bytes, undefined);
}

/** 'Gr=?utf-8?q?=C3=BC?=n' -> 'Grün'. A multi-octet character split over two words is joined again. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let result = '';
  let open: OpenWords | null = null;
  let end = 0;
  const close = () => {
    if (open) result += decodeCharset(octetsOf(open), open.charset);
    open = null;
  };
  for (const match of text.matchAll(WORD)) {
    const [whole, charset = '', kind = '', content = ''] = match;
    const between = text.slice(end, match.index);
    // White space between two words is not part of the text (RFC 2047 6.2).
    const adjacent = open !== null && /^\s*$/u.test(between);
    if (!adjacent) {
      close();
      result += between;
    }
    if (!open || !sameCharset(open, charset)) {
      close();
      open = { charset, pieces: [], base64: '' };
    }
    const isBase64 = kind.toLowerCase() === 'b';
    open.pieces.push(isBase64 ? Buffer.from(content, 'base64') : decodeQ(content, charset));
    open.base64 = isBase64 && open.base64 !== null ? open.base64 + content : null;
    end = match.index + whole.length;
  }
  close();
  return result + text.slice(end);
}

/** Adjacent words of one charset. `base64`: their content, null when some are not. */
interface OpenWords {
  charset: string;
  pieces: Buffer[];
  base64: string | null;
}

const UTF_8 = /^utf-?8$/iu;

/** Careless senders cut base64 anywhere: what is no text word by word is read as one, unless a word ends before the last (at a '='). */
function octetsOf({ charset, pieces, base64 }: OpenWords): Buffer {
  const octets = Buffer.concat(pieces);
  const isOne = base64 !== null && !/=[^=]/u.test(base64);
  const isCut = isOne && UTF_8.test(charset) && !isUtf8(octets);
  return isCut ? Buffer.from(base64, 'base64') : octets;
}

function sameCharset(open: { charset: string }, charset: string): boolean {
  return open.charset.toLowerCase() === charset.toLowerCase();
}

/** What stands there bare is in the charset of the word, as far as can be told. */
function decodeQ(text: string, charset: string): Buffer {
  const bare = UTF_8.test(charset) ? 'utf8' : 'latin1';
  const pieces = text.replaceAll('_', ' ').split(/=([0-9a-f]{2})/iu);
  return Buffer.concat(pieces.map((piece, at) => Buffer.from(piece, at % 2 === 1 ? 'hex' : bare)));
}

/** The parameters of a Content-Type or Content-Disposition value; continuations joined, charsets decoded (RFC 2231). */
export function parseParameters(value: string): { value: string; parameters: Record<string, string> } {
  const [first = '', ...rest] = splitParameters(value.slice(0, 20_000));
  const pairs: [string, string][] = [];
  for (const item of rest) {
    const at = item.indexOf('=');
    if (at >= 0) pairs.push([item.slice(0, at).trim().toLowerCase(), unquote(item.slice(at + 1).trim())]);
  }
  return { value: first.trim().toLowerCase(), parameters: decodeParameters(pairs) };
}

/** No value has more that mean something. */
export const MOST_PARAMETERS = 200;

/** Parameters by name (in lower case), the first of a name counts; continuations joined, charsets decoded (RFC 2231). */
export function decodeParameters(pairs: [string, string][]): Record<string, string> {
  const parameters: Record<string, string> = {};
  const pieces = new Map<string, { index: number; text: string; encoded: boolean }[]>();
  for (const [key, text] of pairs.slice(0, MOST_PARAMETERS)) {
    const match = key.includes('*') ? /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/u.exec(key) : null;
    if (!match) {
      // Assigning this one would set no property.
      if (key !== '__proto__' && !Object.hasOwn(parameters, key)) parameters[key] = plainParameter(text);
      continue;
    }
    const list = pieces.get(match[1]!) ?? [];
    list.push({ index: Number(match[2] ?? 0), text, encoded: match[2] === undefined || match[3] === '*' });
    pieces.set(match[1]!, list);
  }
  for (const [key, list] of pieces) if (key !== '__proto__') parameters[key] = joinPieces(list);
  return parameters;
}

/** Some programs forget the star that says a value is extended: name="utf-8''Gr%C3%B6%C3%9Fe". */
const EXTENDED = /^(?:utf-8|us-ascii|iso-8859-\d{1,2}|windows-125\d)'[a-z-]{0,20}'.*%[0-9a-f]{2}/isu;

const plainParameter = (text: string) =>
  text.includes("'") && EXTENDED.test(text)
    ? joinPieces([{ index: 0, text, encoded: true }])
    : decodeWords(text);

function joinPieces(list: { index: number; text: string; encoded: boolean }[]): string {
  const sorted = [...list].sort((a, b) => a.index - b.index);
  // Careless senders cut encoded words to pieces.
  if (!sorted.some(({ encoded }) => encoded)) return decodeWords(sorted.map(({ text }) => text).join(''));
  let charset: string | undefined;
  const bytes = sorted.map(({ text, encoded }, index) => {
    if (!encoded) return Buffer.from(text, 'utf8');
    let rest = text;
    const tag = index === 0 ? /^([^']*)'[^']*'/u.exec(text) : null;
    if (tag) {
      charset = tag[1];
      rest = text.slice(tag[0].length);
    }
    const octets = rest.replace(/%([0-9a-f]{2})/giu, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(octets, 'latin1');
  });
  return decodeCharset(Buffer.concat(bytes), charset || 'utf-8');
}

/** Splits at ';' outside of quoted strings and comments; comments are left out. */
function splitParameters(value: string): string[] {
  const items = [''];
  let quoted = false;
  let comment = 0;
  for (let at = 0; at < value.length; at++) {
    const char = value[at]!;
    const last = items.length - 1;
    if (char === '\\' && (quoted || comment > 0)) {
      if (comment === 0) items[last] += char + (value[at + 1] ?? '');
      at++;
    } else if (comment > 0) comment += char === '(' ? 1 : char === ')' ? -1 : 0;
    else if (char === '"') {
      quoted = !quoted;
      items[last] += char;
    } else if (!quoted && char === '(') comment++;
    else if (!quoted && char === ';') items.push('');
    else items[last] += char;
  }
  return items;
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/gu, '').replace(/\\(.)/gsu, '$1') : text;
}
