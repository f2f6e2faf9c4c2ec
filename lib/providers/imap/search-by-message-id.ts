// Finds a message by its Message-ID header (RFC 3501 6.4.4).
import { type ImapConnection, inFolder } from './connection';

/** UIDs of the folder's messages with this Message-ID. */
export function searchByMessageId(c: ImapConnection, path: string, messageId: string): Promise<number[]> {
  return inFolder(
    c,
    path,
    async () => (await c.client.search({ header: { 'message-id': messageId } }, { uid: true })) || [],
  );
}
