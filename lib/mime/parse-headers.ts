// A header section as fields in order (RFC 5322 2.2), words decoded (RFC 2047), bounded.
import iconv from 'iconv-lite';
import { decodeOctets } from './decode-part';

const MAX_FIELDS = 500;
const MAX_VALUE = 20_000;
const WORD = /=\?([^?\s*]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/giu;

/** One header field. */
export interface HeaderField {
  name: string;
  value: string;
}

/** Reads a header section; lines that are no field are dropped. */
export function parseHeaders(bytes: Buffer): HeaderField[] {
  const utf8 = bytes.toString('utf8');
  const text = utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
  const fields: HeaderField[] = [];
  for (const line of text.split(/\r?\n(?![ \t])/u)) {
    const match = /^([!-9;-~]{1,200})[ \t]*:(.*)$/su.exec(line);
    if (!match) continue;
    const value = decodeWords(match[2]!.slice(0, MAX_VALUE).replace(/\r?\n[ \t]/gu, ' '));
    fields.push({ name: match[1]!, value: value.replace(/\p{Cc}+/gu, ' ').trim() });
    if (fields.length === MAX_FIELDS) break;
  }
  return fields;
}

/** Decodes encoded words; unknown charsets are read as windows-1252. */
export function decodeWords(text: string): string {
  return text
    .replace(/(=\?[^?\s]+\?[bq]\?[^?]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/giu, '$1')
    .replace(WORD, (_, charset: string, kind: string, body: string) => {
      const octets =
        kind.toLowerCase() === 'b'
          ? decodeOctets(Buffer.from(body, 'latin1'), 'base64')
          : decodeOctets(Buffer.from(body.replaceAll('_', '=20'), 'latin1'), 'quoted-printable');
      return iconv.decode(octets, iconv.encodingExists(charset) ? charset : 'windows-1252');
    });
}

/** The first field of this name, case-insensitive. */
export function header(fields: HeaderField[], name: string): string | null {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value ?? null;
}
