// Looks at a message's octets as they pass: what SMTP needs to know of them (RFC 5321 4.5.3.1.6, RFC 6152).

/** RFC 5322 2.1.1: octets of a line without its CRLF. */
const MAX_LINE = 998;

/** Feed it with `add`, chunk by chunk. */
export class OctetScan {
  size = 0;
  /** Has octets above 127. */
  eightBit = false;
  /** Has a line above 998 octets or a NUL, which no text of a message may have. */
  unfit = false;
  #line = 0;

  add(chunk: Uint8Array): void {
    this.size += chunk.length;
    for (const octet of chunk) {
      if (octet > 127) this.eightBit = true;
      else if (octet === 0) this.unfit = true;
      if (octet === 10) this.#line = 0;
      // The CR of the line end is counted too: 999 is still fit.
      else if (++this.#line > MAX_LINE + 1) this.unfit = true;
    }
  }
}
