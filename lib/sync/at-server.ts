// Does something with a message where the server has it right now, also while a move of it is on its way.
import { setTimeout } from 'node:timers/promises';
import { AppError, isAppError } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { searchByMessageId } from '@/lib/providers/imap/search-by-message-id';
import { uidValidity } from '@/lib/providers/imap/select-folder';
import { store } from '@/lib/store/db';
import { getMessageById, type MessageRow } from '@/lib/store/read-messages';

const TRIES = 4;
const PAUSE_MS = 150;

/**
 * Calls `use` with path and UID. The server may have moved the message a moment ago, of which the index learns next: then it is
 * looked for again. Throws 'message-gone' when it cannot be found.
 */
export async function atServer<T>(
  c: ImapConnection,
  message: MessageRow,
  use: (path: string, uid: number) => Promise<T>,
): Promise<T> {
  for (let row = message, tries = 1; ; tries++) {
    try {
      const { path, uid } = await whereIs(c, row);
      return await use(path, uid);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'message-gone' || tries === TRIES) throw error;
      await setTimeout(PAUSE_MS);
      const now = await getMessageById(await store(), message.id);
      if (!now) throw error;
      row = now;
    }
  }
}

/** Path and UID now, not looked for twice. Throws 'message-gone'. */
export async function whereIs(
  c: ImapConnection,
  message: Pick<MessageRow, 'remoteUid' | 'remotePath' | 'uidValidity' | 'messageId'>,
): Promise<{ path: string; uid: number }> {
  const { remotePath: path } = message;
  // A UID of before the folder was numbered anew would name another message.
  if (message.remoteUid !== null && (await uidValidity(c, path)) === message.uidValidity)
    return { path, uid: message.remoteUid };
  const found = message.messageId ? await searchByMessageId(c, path, message.messageId) : [];
  const uid = found.at(-1);
  if (uid === undefined)
    throw new AppError('message-gone', { userMessage: 'This message is no longer on the mail server.' });
  return { path, uid };
}
