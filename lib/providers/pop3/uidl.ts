// UIDL (RFC 1939 7): the ids by which messages are known from one session to the next.
import { onServer, type Pop3Connection, readLines, readStatus, send } from './connection';
import { Refusal } from './errors';
import { MAX_MESSAGES } from './list';

/** RFC 1939 7 allows 70 octets; what is cut may be like another one, which is looked at then. */
const MAX_ID = 200;

/** Message number -> id, as the server tells them (not necessarily unique); null when it has no UIDL. */
export function uidl(c: Pop3Connection): Promise<Map<number, string> | null> {
  return onServer(c, async () => {
    const ids = new Map<number, string>();
    send(c.line, 'UIDL');
    try {
      await readStatus(c.line);
    } catch (error) {
      // A server that has it and refuses is unwell just now.
      if (error instanceof Refusal && error.responseCode === '' && !c.capabilities.has('UIDL')) return null;
      throw error;
    }
    await readLines(c.line, MAX_MESSAGES, (text) => {
      const [, number, id] = /^(\d{1,10})\s+(\S+)/u.exec(text) ?? [];
      if (number !== undefined && id !== undefined) ids.set(Number(number), id.slice(0, MAX_ID));
    });
    return ids;
  });
}
