// Undoes Content-Transfer-Encoding (RFC 2045 6) and charset; never throws, whatever the octets are.
import { Transform, type TransformCallback } from 'node:stream';
import iconv from 'iconv-lite';

/** Quoted-printable octets as they were; what is no escape stays. */
function unquote(text: string): Buffer {
  const joined = text.replace(/[ \t]+(?=\r?\n|$)/gu, '').replace(/=\r?\n/gu, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** The part's octets without transfer encoding. */
export function decodeOctets(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'base64')
    return Buffer.from(bytes.toString('latin1').replace(/[^A-Za-z0-9+/]/gu, ''), 'base64');
  if (encoding === 'quoted-printable') return unquote(bytes.toString('latin1'));
  return bytes;
}

/** The part's text. An unknown or absent charset is read as UTF-8 when it is that, else as windows-1252. */
export function decodeText(bytes: Buffer, encoding: string, charset: string | undefined): string {
  const octets = decodeOctets(bytes, encoding);
  const name = (charset ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/gu, '');
  const known = name !== '' && !/^(us-)?ascii$|^utf-?8$/u.test(name) && iconv.encodingExists(name);
  const text = known ? iconv.decode(octets, name) : guess(octets);
  return text.replace(/^\ufeff/u, '').replaceAll('\0', '\ufffd');
}

function guess(octets: Buffer): string {
  try {
    // In stream mode a character that was cut at the end is no error.
    return new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: true });
  } catch {
    return iconv.decode(octets, 'windows-1252');
  }
}

/** A stream that undoes the transfer encoding of what goes through it. */
export function decodeStream(encoding: string): Transform {
  if (encoding !== 'base64' && encoding !== 'quoted-printable')
    return new Transform({ transform: (chunk: Buffer, _, done) => done(null, chunk) });
  let rest = '';
  const decode = (text: string) => decodeOctets(Buffer.from(text, 'latin1'), encoding);
  return new Transform({
    transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback) {
      const text = rest + chunk.toString('latin1');
      if (encoding === 'base64') {
        const clean = text.replace(/[^A-Za-z0-9+/]/gu, '');
        const whole = clean.length - (clean.length % 4);
        rest = clean.slice(whole);
        done(null, decode(clean.slice(0, whole)));
      } else {
        const end = text.lastIndexOf('\n') + 1;
        rest = text.slice(end);
        done(null, decode(text.slice(0, end)));
      }
    },
    flush(done: TransformCallback) {
      done(null, decode(rest));
    },
  });
}
