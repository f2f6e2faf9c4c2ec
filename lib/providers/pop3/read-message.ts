// The multi-line answer to RETR and TOP as exact octets: dot-stuffing undone, nothing else touched, bounded.
import { AppError } from '@/lib/errors';
import type { Line } from './connection';
import { DotDecoder } from './dot-decoder';

/** The octets in chunks, to be read to the end. Throws 'too-large' beyond `maxOctets`: the connection is out of step then. */
export async function* readMessage(line: Line, maxOctets: number): AsyncGenerator<Buffer, void> {
  const decoder = new DotDecoder();
  for (let total = 0; ; ) {
    const { octets, rest } = decoder.feed(await line.reader.chunk());
    total += octets.length;
    if (total > maxOctets)
      throw new AppError('too-large', {
        userMessage: `${line.host} sent a message that is too large to be kept.`,
        message: `${line.host}: more than ${maxOctets} octets`,
      });
    if (octets.length > 0) yield octets;
    if (rest === null) continue;
    line.reader.putBack(rest);
    return;
  }
}
