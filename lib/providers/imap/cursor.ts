// Walks over the values of an IMAP response where they arrived: atoms, quoted strings, literals, NIL, lists (RFC 3501 4, 9).
import { isAscii } from 'node:buffer';

/** What a server sent. `text` has one character an octet, so that a place in it is a place in the octets. */
export interface Received {
  octets: Buffer;
  text: string;
  isAscii: boolean;
}

/** Octets, to be read from. */
export const received = (octets: Buffer): Received => ({
  octets,
  text: octets.toString('latin1'),
  isAscii: isAscii(octets),
});

/** Instead of a place: more has to arrive. */
export const INCOMPLETE = -1;
/** Instead of a place: no value can be here. */
export const BROKEN = -2;

const LITERAL = /~?\{(\d{1,19})\}\r?\n/y;
/** The beginning of a marker, and nothing behind it. */
const HALF_MARKER = /^~?\{?\d{0,19}\}?\r?$/;
const LONGEST_MARKER = 24;

const MOST_TEXTS = 1000;

export const LF = 0x0a;
export const SPACE = 0x20;
export const OPEN = 0x28;
export const CLOSE = 0x29;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const TILDE = 0x7e;

/** The first place from `from` on that has no blank. */
export function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where the value that begins at `from` ends; INCOMPLETE or BROKEN. It needs no memory, whatever nests in whatever. */
export function endOfValue(source: Received, from: number): number {
  const { text } = source;
  let depth = 0;
  let at = from;
  do {
    const sign = text.charCodeAt(at);
    if (sign === SPACE && depth > 0) at++;
    else if (sign === OPEN) {
      depth++;
      at++;
    } else if (sign === CLOSE) {
      if (--depth < 0) return BROKEN;
      at++;
    } else at = endOfText(source, at);
    if (at < 0) return at;
  } while (depth > 0 && at < text.length);
  return depth > 0 ? INCOMPLETE : at;
}

function endOfText(source: Received, at: number): number {
  const { text } = source;
  if (text.charCodeAt(at) === QUOTE) return endOfQuoted(text, at + 1);
  if (isMarker(text, at)) return literalAt(source, at)?.end ?? afterMarker(text, at);
  return endOfAtom(text, at);
}

/** A '~' may also begin an atom, such as a keyword among the flags. */
function isMarker(text: string, at: number): boolean {
  const sign = text.charCodeAt(at);
  return sign === BRACE || (sign === TILDE && text.charCodeAt(at + 1) === BRACE);
}

function endOfQuoted(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) return at + 1;
    if (sign === BACKSLASH) at++;
    else if (sign === LF) return BROKEN;
  }
  return INCOMPLETE;
}

function endOfAtom(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const sign = text.charCodeAt(at);
    if (sign <= SPACE || sign === OPEN || sign === CLOSE) break;
    at++;
  }
  // The end of what has arrived need not be the atom's.
  if (at === text.length) return INCOMPLETE;
  return at === from ? BROKEN : at;
}

/** The octets of the literal whose marker begins at `from`; null when not all has arrived, or it is none. */
function literalAt({ octets, text }: Received, from: number): { start: number; end: number } | null {
  LITERAL.lastIndex = from;
  const marker = LITERAL.exec(text);
  if (!marker) return null;
  const start = from + marker[0].length;
  const end = start + Number(marker[1]);
  return end <= octets.length ? { start, end } : null;
}

/** Why there is no literal. */
function afterMarker(text: string, from: number): number {
  LITERAL.lastIndex = from;
  const isHalf = () => HALF_MARKER.test(text.slice(from, from + LONGEST_MARKER));
  return LITERAL.test(text) || isHalf() ? INCOMPLETE : BROKEN;
}

/** Reads value after value of what `endOfValue` has found complete. */
export class Cursor {
  constructor(
    private readonly source: Received,
    private at: number,
  ) {}

  /** Whether a value follows in the list it is in; behind the last one it leaves the list. */
  more(): boolean {
    const sign = this.next();
    if (sign !== CLOSE) return !Number.isNaN(sign);
    this.at++;
    return false;
  }

  /** Whether the next value is a list. */
  isList(): boolean {
    return this.next() === OPEN;
  }

  /** Goes into the list that follows; false for any other value, which is passed over. */
  enter(): boolean {
    if (this.isList()) {
      this.at++;
      return true;
    }
    this.skip();
    return false;
  }

  /** Another one at the same place. */
  copy(): Cursor {
    return new Cursor(this.source, this.at);
  }

  /** Passes over the next value; answers its octets as they came. */
  skip(): string {
    if (this.next() === CLOSE) return '';
    const from = this.at;
    const end = endOfValue(this.source, from);
    this.at = end < 0 ? this.source.text.length : end;
    return this.source.text.slice(from, this.at);
  }

  /** A string or atom; null for NIL, for a list, and where the list has no more. */
  text(): string | null {
    const sign = this.next();
    if (isMarker(this.source.text, this.at)) return this.octets()?.toString('utf8') ?? null;
    if (sign === OPEN) this.skip();
    if (sign === OPEN || sign === CLOSE) return null;
    const { octets, text, isAscii } = this.source;
    const from = this.at;
    this.skip();
    const isQuoted = sign === QUOTE;
    const start = isQuoted ? from + 1 : from;
    const end = isQuoted ? this.at - 1 : this.at;
    // UTF-8 (RFC 6855 3), which is ASCII as a rule.
    const found = isAscii ? text.slice(start, end) : octets.toString('utf8', start, end);
    if (isQuoted) return found.includes('\\') ? found.replace(/\\(.)/gsu, '$1') : found;
    return found.length === 3 && found.toUpperCase() === 'NIL' ? null : found;
  }

  /** The octets of a literal, or of a text; null for NIL. */
  octets(): Buffer | null {
    this.next();
    if (!isMarker(this.source.text, this.at)) {
      const text = this.text();
      return text === null ? null : Buffer.from(text);
    }
    const literal = literalAt(this.source, this.at);
    this.skip();
    return literal && this.source.octets.subarray(literal.start, literal.end);
  }

  /** A number; 0 for what is none, as no UID and no message is. */
  number(): number {
    const text = this.text();
    return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0;
  }

  /** The texts of a list; of an endless one the first thousand. */
  texts(): string[] {
    const found: string[] = [];
    if (!this.enter()) return found;
    while (this.more()) {
      const text = this.text();
      if (text && found.length < MOST_TEXTS) found.push(text);
    }
    return found;
  }

  private next(): number {
    const { text } = this.source;
    this.at = behindBlanks(text, this.at);
    return text.charCodeAt(this.at);
  }
}
