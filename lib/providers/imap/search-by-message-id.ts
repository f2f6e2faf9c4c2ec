// Finds a message by its Message-ID header (RFC 3501 6.4.4).
import { type ImapConnection, inFolder } from './connection';
import { searchSelected } from './search-selected';

/** UIDs of the folder's messages with this Message-ID, ascending. */
export function searchByMessageId(c: ImapConnection, path: string, messageId: string): Promise<number[]> {
  return inFolder(c, path, async (isFresh) => {
    // What another connection added shows only after the server was asked for news.
    if (!isFresh) await c.client.noop();
    return searchSelected(c, { header: { 'message-id': messageId } });
  });
}
