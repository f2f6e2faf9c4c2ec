// RETR (RFC 1939 5): whole messages, octet for octet, several commands ahead where the server allows it.
import type { Pop3Connection } from './connection';
import { eachMessage } from './pipeline';

/** No message is larger: a server that sends on and on must not fill the disk. */
export const LARGEST = 512 * 1024 * 1024;

/**
 * Calls `onMessage` for each message in order, with its octets, which it has to read to the end; null when the server will not give it (gone
 * meanwhile, or damaged there). When `onMessage` throws, the connection is dropped.
 */
export function retr(
  c: Pop3Connection,
  numbers: number[],
  onMessage: (number: number, octets: AsyncIterable<Buffer> | null) => Promise<void>,
  maxOctets = LARGEST,
): Promise<void> {
  return eachMessage(c, numbers, (number) => `RETR ${number}`, maxOctets, onMessage);
}
