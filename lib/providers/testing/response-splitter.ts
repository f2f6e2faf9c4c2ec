// For tests: cuts a stream of IMAP into whole lines, each with the literals in it (RFC 3501 4.3).

const LITERAL = /\{(\d+)\+?\}\r\n$/u;

/** Takes chunks as they come, gives responses (or commands) when they are whole. */
export class ResponseSplitter {
  #rest = Buffer.alloc(0);
  /** Where in `#rest` the search for the end goes on. */
  #from = 0;

  push(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      const end = this.#rest.indexOf('\r\n', this.#from);
      if (end < 0) return whole;
      const tail = this.#rest.toString('latin1', Math.max(this.#from, end - 24), end + 2);
      const literal = LITERAL.exec(tail);
      this.#from = end + 2 + (literal ? Number(literal[1]) : 0);
      if (literal) {
        // The line goes on behind the literal, which is not here yet perhaps.
        if (this.#from > this.#rest.length) return whole;
        continue;
      }
      whole.push(this.#rest.subarray(0, this.#from));
      this.#rest = this.#rest.subarray(this.#from);
      this.#from = 0;
    }
  }
}
