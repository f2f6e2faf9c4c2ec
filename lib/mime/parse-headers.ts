// Splits and decodes a header block (RFC 5322 2.2), in order and bounded.
import addressparser from 'nodemailer/lib/addressparser';
import type { Address } from '@/lib/contract/mail';
import { cleanLine } from './clean-text';
import { decodeWords, headerText } from './encoded-words';

/** One field, unfolded. */
export interface HeaderField {
  name: string;
  value: string;
}

/** What of a header is read. */
export const MOST_HEADER_OCTETS = 1024 * 1024;
const MAX_FIELDS = 2000;
const MAX_VALUE = 32 * 1024;
/** What of one list of addresses is read. */
export const MOST_ADDRESSES = 20_000;
const MAX_IDS = 1000;

/** Fields in order, decoded for people to read. Lines that are no field are left out. */
export function parseHeaders(bytes: Buffer): HeaderField[] {
  return rawHeaders(bytes).map(({ name, value }) => ({
    name,
    value: cleanLine(decodeWords(value.slice(0, MAX_VALUE)), MAX_VALUE),
  }));
}

/** Fields in order, unfolded but with encoded words as they are: addresses must be split before decoding. */
export function rawHeaders(bytes: Buffer): HeaderField[] {
  const text = headerText(headerOctets(bytes));
  const fields: HeaderField[] = [];
  let open: { name: string; lines: string[] } | null = null;
  const close = () => {
    if (open) fields.push({ name: open.name, value: open.lines.join('').trim() });
    open = null;
  };
  for (const line of text.split(/\r\n|\n|\r/u)) {
    if (/^[ \t]/u.test(line)) {
      // RFC 5322 2.2.3: unfolding removes only the line end.
      open?.lines.push(line);
      continue;
    }
    close();
    if (fields.length >= MAX_FIELDS) break;
    const match = /^([!-9;-~]{1,200})[ \t]*:(.*)$/su.exec(line);
    if (match) open = { name: match[1]!, lines: [match[2]!] };
  }
  close();
  return fields;
}

/** The first field of this name, or null. */
export function headerValue(fields: HeaderField[], name: string): string | null {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === wanted)?.value ?? null;
}

/** All fields of this name, joined: To and Cc may come twice from careless senders. */
export function addressesOf(fields: HeaderField[], name: string): Address[] {
  const wanted = name.toLowerCase();
  const values = fields.filter((field) => field.name.toLowerCase() === wanted).map(({ value }) => value);
  return parseAddresses(values.join(', '));
}

/** Addresses of an address list as it stands in the header; groups are opened. Never throws. */
export function parseAddresses(value: string): Address[] {
  if (value.trim() === '') return [];
  try {
    return addressparser(value, { flatten: true })
      .slice(0, MOST_ADDRESSES)
      .map(({ name, address }) => ({
        name: cleanLine(decodeWords(name ?? ''), 500),
        // RFC 2047 5: no encoded words in an address, whatever looks like some.
        address: cleanLine(address ?? '', 500).replace(/\s+/gu, ''),
      }))
      .filter(({ name, address }) => name !== '' || address !== '');
  } catch {
    return [{ name: cleanLine(decodeWords(value), 500), address: '' }];
  }
}

/** The message ids of a References, In-Reply-To or Message-ID value, with angle brackets, in order. */
export function messageIds(value: string | null): string[] {
  return [...(value ?? '').slice(0, MOST_HEADER_OCTETS).matchAll(/<[^<>\s]{1,900}>/gu)]
    .slice(0, MAX_IDS)
    .map(([id]) => id);
}

/** A Date header in epoch ms; null when absent, unreadable or outside of 1970 to 9999. */
export function dateOf(value: string | null): number | null {
  if (!value) return null;
  const plain = value
    .slice(0, 200)
    .replace(/\([^()]*\)/gu, ' ')
    .trim();
  // Date.parse takes the year 0000 for 2000.
  if (/^\D*\d{1,2}\s+\p{L}+\s+(?:0\d{2,}|1[0-8]\d\d|\d{5,})\b/u.test(plain)) return null;
  for (const text of [plain, plain.replace(/^[^\d]*,\s*/u, ''), plain.replace(/\s+\S+$/u, '')]) {
    const at = Date.parse(text);
    if (Number.isFinite(at)) return at > 0 && at < 253_402_300_800_000 ? at : null;
  }
  return null;
}

/** A message's octets up to the empty line that ends its header, at most 1 MB. */
export function headerOctets(message: Buffer): Buffer {
  const bounded = message.subarray(0, MOST_HEADER_OCTETS);
  if (/^\r?\n/u.test(bounded.subarray(0, 2).toString('latin1'))) return bounded.subarray(0, 0);
  const ends = [bounded.indexOf('\r\n\r\n'), bounded.indexOf('\n\n')].filter((at) => at >= 0);
  return ends.length > 0 ? bounded.subarray(0, Math.min(...ends)) : bounded;
}
