// Header text that was sent as bare UTF-8 (RFC 6532) and arrives as one character an octet.
import { isUtf8 } from 'node:buffer';

// By UTF-16 units: a pair of surrogates is no octet either.
const HIGH_OCTET = /[\u0080-\u00ff]/;
const NO_OCTET = /[^\0-\u00ff]/;

/** The text read as UTF-8 when its characters are such octets; any other text as it is. */
export function rawUtf8(text: string): string {
  if (!HIGH_OCTET.test(text) || NO_OCTET.test(text)) return text;
  // Asked first: a decoder that throws at the first 'é' takes as long as the rest of a row of the index.
  const octets = Buffer.from(text, 'latin1');
  return isUtf8(octets) ? octets.toString('utf8') : text;
}
