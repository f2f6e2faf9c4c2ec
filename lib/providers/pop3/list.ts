// LIST (RFC 1939 5): the numbers of this session and the sizes of the messages.
import { onServer, type Pop3Connection, readLines, readStatus, send } from './connection';

/** More than any maildrop has: a server that lists on and on must not fill our memory. */
export const MAX_MESSAGES = 500_000;

/** Message number -> octets, in the order of the maildrop. Lines that are none are left out. */
export function list(c: Pop3Connection): Promise<Map<number, number>> {
  return onServer(c, async () => {
    const sizes = new Map<number, number>();
    send(c.line, 'LIST');
    await readStatus(c.line);
    await readLines(c.line, MAX_MESSAGES, (text) => {
      const [, number, octets] = /^(\d{1,10})\s+(\d{1,15})/u.exec(text) ?? [];
      if (number !== undefined) sizes.set(Number(number), Number(octets));
    });
    return sizes;
  });
}
