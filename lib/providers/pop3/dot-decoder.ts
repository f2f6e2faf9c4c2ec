// Undoes the dot-stuffing of a multi-line answer (RFC 1939 3), octet by octet: only CRLF ends a line, and only CRLF.CRLF ends it all.

const DOT = 46;
const CR = 13;
const LF = 10;
type State = 'line-start' | 'inside' | 'after-cr' | 'dot' | 'dot-cr';

/** Feed it chunks as they come. */
export class DotDecoder {
  #state: State = 'line-start';

  /** The message's octets of this chunk; `rest` is what follows the end (null: the end is not reached yet). */
  feed(chunk: Buffer): { octets: Buffer; rest: Buffer | null } {
    const out = Buffer.allocUnsafe(chunk.length + 1);
    let length = 0;
    let state = this.#state;
    for (let at = 0; at < chunk.length; at++) {
      const octet = chunk[at]!;
      if (state === 'line-start' && octet === DOT) {
        state = 'dot';
        continue;
      }
      if (state === 'dot' && octet === CR) {
        state = 'dot-cr';
        continue;
      }
      if (state === 'dot-cr') {
        if (octet === LF) return { octets: out.subarray(0, length), rest: chunk.subarray(at + 1) };
        // The dot was stuffing, the CR belongs to the message.
        out[length++] = CR;
        state = 'after-cr';
      }
      out[length++] = octet;
      if (octet === CR) state = 'after-cr';
      else state = octet === LF && state === 'after-cr' ? 'line-start' : 'inside';
    }
    this.#state = state;
    return { octets: out.subarray(0, length), rest: null };
  }
}
