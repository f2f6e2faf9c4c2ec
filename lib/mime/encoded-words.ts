// Decodes header text: raw octets, encoded words (RFC 2047) and extended parameters (RFC 2231).
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
  let open: { charset: string; pieces: Buffer[] } | null = null;
  let end = 0;
  const close = () => {
    if (open) result += decodeCharset(Buffer.concat(open.pieces), open.charset);
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
    const bytes = kind.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : decodeQ(content);
    if (open && sameCharset(open, charset)) open.pieces.push(bytes);
    else {
      close();
      open = { charset, pieces: [bytes] };
    }
    end = match.index + whole.length;
  }
  close();
  return result + text.slice(end);
}

function sameCharset(open: { charset: string }, charset: string): boolean {
  return open.charset.toLowerCase() === charset.toLowerCase();
}

function decodeQ(text: string): Buffer {
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/** The parameters of a Content-Type or Content-Disposition value; continuations joined, charsets decoded (RFC 2231). */
export function parseParameters(value: string): { value: string; parameters: Record<string, string> } {
  const [first = '', ...rest] = splitParameters(value.slice(0, 20_000));
  const simple = new Map<string, string>();
  const pieces = new Map<string, { index: number; text: string; encoded: boolean }[]>();
  for (const item of rest.slice(0, 200)) {
    const at = item.indexOf('=');
    if (at < 0) continue;
    const key = item.slice(0, at).trim().toLowerCase();
    const text = unquote(item.slice(at + 1).trim());
    const match = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/u.exec(key);
    if (!match) {
      if (!simple.has(key)) simple.set(key, decodeWords(text));
      continue;
    }
    const list = pieces.get(match[1]!) ?? [];
    list.push({ index: Number(match[2] ?? 0), text, encoded: match[2] === undefined || match[3] === '*' });
    pieces.set(match[1]!, list);
  }
  for (const [key, list] of pieces) simple.set(key, joinPieces(list));
  return { value: first.trim().toLowerCase(), parameters: Object.fromEntries(simple) };
}

function joinPieces(list: { index: number; text: string; encoded: boolean }[]): string {
  const sorted = [...list].sort((a, b) => a.index - b.index);
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
