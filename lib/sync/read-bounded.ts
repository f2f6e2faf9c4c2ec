// Reads the beginning of a stream: what a stranger sent is not held whatever its size.
import type { Readable } from 'node:stream';

/** Up to about `max` octets, a piece more at the most; what is left is not read. */
export async function readBounded(source: Readable, max: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let octets = 0;
  // Leaving the loop ends the stream.
  for await (const piece of source as AsyncIterable<Buffer>) {
    pieces.push(piece);
    octets += piece.length;
    if (octets > max) break;
  }
  return Buffer.concat(pieces);
}
