// Where the server has a message right now, also while a move of it waits.
import { AppError } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { searchByMessageId } from '@/lib/providers/imap/search-by-message-id';
import type { MessageRow } from '@/lib/store/read-messages';

/** Path and UID on the server. Throws 'message-gone' when it cannot be found. */
export async function whereIs(
  c: ImapConnection,
  message: MessageRow,
): Promise<{ path: string; uid: number }> {
  if (message.remoteUid !== null) return { path: message.remotePath, uid: message.remoteUid };
  const found = message.messageId ? await searchByMessageId(c, message.folderPath, message.messageId) : [];
  const uid = found.at(-1);
  if (uid === undefined)
    throw new AppError('message-gone', { userMessage: 'This message is no longer on the mail server.' });
  return { path: message.folderPath, uid };
}
