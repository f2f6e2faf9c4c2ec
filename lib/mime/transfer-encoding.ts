// Undoes Content-Transfer-Encoding (RFC 2045 6) piece by piece; what is broken is read as far as it makes sense.
import { Transform } from 'node:stream';

/** Takes encoded pieces, gives decoded ones; `end` gives what was held back. */
interface Decoder {
  feed(chunk: Buffer): Buffer;
  end(): Buffer;
}

const EMPTY = Buffer.alloc(0);
/** Without a line end for so long, a line is decoded in pieces. */
const LONG_LINE = 64 * 1024;

/** A stream from encoded to decoded octets. Unknown encodings pass unchanged (RFC 2045 6.4). */
export function decodeStream(encoding: string): Transform {
  const decoder = decoderFor(encoding);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.feed(chunk)),
    flush: (done) => done(null, decoder.end()),
  });
}

/** Decodes all at once. Never throws. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  // Each text that is read for search passes here: without the copies that pieces need.
  if (nameOf(encoding) === 'quoted-printable') return quotedPrintable(bytes);
  const decoder = decoderFor(encoding);
  return Buffer.concat([decoder.feed(bytes), decoder.end()]);
}

const nameOf = (encoding: string) => encoding.trim().toLowerCase();

function decoderFor(encoding: string): Decoder {
  switch (nameOf(encoding)) {
    case 'base64':
      return base64();
    case 'quoted-printable':
      return byLine(
        (text) => quotedPrintable(Buffer.from(text, 'latin1')),
        (text) => text.search(/=[^=]?$/u),
      );
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return byLine(uuencode(), () => -1);
    default:
      return { feed: (chunk) => chunk, end: () => EMPTY };
  }
}

function base64(): Decoder {
  let rest = '';
  const decode = (text: string) => Buffer.from(text, 'base64');
  return {
    feed(chunk) {
      const text = rest + chunk.toString('latin1').replace(/[^A-Za-z0-9+/=]+/gu, '');
      // A '=' ends a run; senders that encode in blocks put several runs one after the other.
      const runs = text.split(/=+/u);
      rest = runs.pop() ?? '';
      const whole = rest.length - (rest.length % 4);
      const last = rest.slice(0, whole);
      rest = rest.slice(whole);
      return Buffer.concat([...runs.map(decode), decode(last)]);
    },
    end: () => decode(rest),
  };
}

/** Feeds whole lines to `decode`; `splitAt` says where a long line may be cut (-1: anywhere). */
function byLine(decode: (text: string, last: boolean) => Buffer, splitAt: (text: string) => number): Decoder {
  let pending: string[] = [];
  let length = 0;
  return {
    feed(chunk) {
      const text = chunk.toString('latin1');
      const lineEnd = text.lastIndexOf('\n');
      pending.push(text);
      length += text.length;
      if (lineEnd < 0 && length < LONG_LINE) return EMPTY;
      const all = pending.join('');
      let end = all.lastIndexOf('\n') + 1;
      if (end === 0) {
        const at = splitAt(all);
        end = at < 0 ? all.length : at;
      }
      pending = [all.slice(end)];
      length = all.length - end;
      return decode(all.slice(0, end), false);
    },
    end: () => decode(pending.join(''), true),
  };
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const EQUALS = 61;

/** RFC 2045 6.7. Blanks at the end of a line were added on the way (rule 3); a '=' that means nothing stays. */
function quotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  // What lies before it stays: it was encoded, or a '=' came between it and the end of the line.
  let kept = 0;
  for (let at = 0; at < bytes.length; ) {
    const sign = bytes[at]!;
    if (sign === EQUALS) {
      const octet = hex(bytes[at + 1]) * 16 + hex(bytes[at + 2]);
      const next = octet < 0 ? afterSoftBreak(bytes, at) : at + 3;
      if (octet >= 0) out[length++] = octet;
      else if (next < 0) out[length++] = EQUALS;
      at = next < 0 ? at + 1 : next;
      kept = length;
      continue;
    }
    if (sign <= CR && lineEnd(bytes, at) > 0) while (length > kept && isBlank(out[length - 1])) length--;
    out[length++] = sign;
    at++;
  }
  return out.subarray(0, length);
}

const isBlank = (octet: number | undefined) => octet === SPACE || octet === TAB;

/** Where the text goes on after a '=' that ends a line, or all; -1 where it does not. */
function afterSoftBreak(bytes: Buffer, at: number): number {
  const end = afterBlanks(bytes, at + 1);
  const length = lineEnd(bytes, end);
  return length > 0 || end === bytes.length ? end + length : -1;
}

function afterBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

/** How many octets the line end has that is here: 0 where none is. */
function lineEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === LF) return 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? 2 : 0;
}

/** The value of a hexadecimal digit; of anything else less than -15 * 16, so that a sum with it is below 0. */
function hex(code = 0): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1000;
}

/** The old encoding of Unix: 'begin 644 name', lines with their length first, 'end'. */
function uuencode(): (text: string) => Buffer {
  let inside = false;
  return (text) => {
    const pieces: Buffer[] = [];
    for (const line of text.split(/\r?\n/u)) {
      if (/^begin(?:-base64)? [0-7]{3,4} /u.test(line)) inside = true;
      else if (line === 'end' || line === '`') inside = inside && line !== 'end';
      else if (inside && line !== '') pieces.push(uuencodedLine(line));
    }
    return Buffer.concat(pieces);
  };
}

function uuencodedLine(line: string): Buffer {
  const length = (line.charCodeAt(0) - 32) & 63;
  const out = Buffer.alloc(Math.ceil(line.length / 4) * 3 + 3);
  const six = (at: number) => ((at < line.length ? line.charCodeAt(at) : 32) - 32) & 63;
  let written = 0;
  for (let at = 1; at < line.length && written < length; at += 4) {
    const bits = (six(at) << 18) | (six(at + 1) << 12) | (six(at + 2) << 6) | six(at + 3);
    out[written++] = bits >> 16;
    out[written++] = (bits >> 8) & 255;
    out[written++] = bits & 255;
  }
  return out.subarray(0, Math.min(length, written));
}
