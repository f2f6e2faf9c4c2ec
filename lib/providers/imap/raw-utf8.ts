// Header text that was sent as bare UTF-8 (RFC 6532) and arrives as one character an octet.

/** The text read as UTF-8 when its characters are such octets; any other text as it is. */
export function rawUtf8(text: string): string {
  const codes = [...text].map((character) => character.codePointAt(0)!);
  if (codes.every((code) => code < 128) || codes.some((code) => code > 255)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
