// Header text that was sent as bare UTF-8 (RFC 6532) and arrives as one character an octet.

const HIGH_OCTET = /[\u0080-\u00ff]/u;
const NO_OCTET = /[\u0100-\u{10ffff}]/u;

/** The text read as UTF-8 when its characters are such octets; any other text as it is. */
export function rawUtf8(text: string): string {
  if (!HIGH_OCTET.test(text) || NO_OCTET.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
