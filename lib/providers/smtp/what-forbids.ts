// Compares a message with what a server offered at EHLO, before anything of it is handed over.
/** The properties of a message that a server may be unable to take. */
export interface MailNeeds {
  from: string;
  to: string[];
  /** Octets. */
  size: number;
  /** Has octets above 127. */
  eightBit: boolean;
  /** RFC 8689: only on to servers that use verified TLS. */
  requireTls: boolean;
}

/** Before the @; domains travel as A-labels. */
const NOT_ASCII = /[^ -~].*@/u;
const megabytes = (octets: number) => `${(octets / (1024 * 1024)).toFixed(1)} MB`;

/** Why `host`, which offers these extensions, must not be given the message: a sentence; null when it may. */
export function whatForbids(needs: MailNeeds, offers: Map<string, string>, host: string): string | null {
  const limit = Number(offers.get('SIZE') || 0);
  if (limit > 0 && needs.size > limit) {
    return `${host} takes messages of up to ${megabytes(limit)}; this one has ${megabytes(needs.size)}. Share a link to large files instead.`;
  }
  const international = [needs.from, ...needs.to].filter((address) => NOT_ASCII.test(address));
  if (international.length > 0 && !offers.has('SMTPUTF8')) {
    return `${host} cannot handle addresses with letters beyond ASCII before the @, such as ${international[0]} (it offers no SMTPUTF8, RFC 6531).`;
  }
  if (needs.eightBit && !offers.has('8BITMIME') && !offers.has('SMTPUTF8')) {
    return `${host} takes only 7-bit messages, and an attached message holds 8-bit text (it offers no 8BITMIME, RFC 6152). Forward it in the text, or attach it as a compressed file.`;
  }
  if (needs.requireTls && !offers.has('REQUIRETLS')) {
    return `${host} cannot promise that every further server uses verified TLS (it offers no REQUIRETLS, RFC 8689). Nothing was handed over. Send without 'Require TLS' to hand it over anyway.`;
  }
  return null;
}
