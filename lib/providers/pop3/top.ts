// TOP (RFC 1939 7): the header section of messages, several at a time where the server takes commands ahead.
import type { Pop3Connection } from './connection';
import { eachMessage } from './pipeline';

const LONGEST_HEADER = 1024 * 1024;

/** Calls `onHead` with the header section of each message, in order; null where the server will not tell (or has no TOP). */
export function top(
  c: Pop3Connection,
  numbers: number[],
  onHead: (number: number, head: Buffer | null) => Promise<void>,
): Promise<void> {
  return eachMessage(
    c,
    numbers,
    (number) => `TOP ${number} 0`,
    LONGEST_HEADER,
    async (number, octets) => {
      if (octets === null) return onHead(number, null);
      const pieces: Buffer[] = [];
      for await (const piece of octets) pieces.push(piece);
      await onHead(number, Buffer.concat(pieces));
    },
  );
}
