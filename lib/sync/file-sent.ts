// Files the Sent copy of an accepted message and marks the message it answers.
import { createReadStream } from 'node:fs';
import { appendMessage } from '@/lib/providers/imap/append-message';
import { searchByMessageId } from '@/lib/providers/imap/search-by-message-id';
import { store } from '@/lib/store/db';
import { folderByRole } from '@/lib/store/folders';
import { changeFlags } from '@/lib/store/local-changes';
import { getMessageById } from '@/lib/store/read-messages';
import type { QueuedMessage } from '@/lib/store/outbox-queue';
import { engines } from './engines';
import { withConnection } from './people-connection';

/**
 * Puts the copy into the Sent folder unless one with its Message-ID is there: the server may file it itself, or an
 * earlier try may have got through. Safe to repeat. Throws when the mail server cannot be reached.
 */
export async function fileSent(queued: QueuedMessage): Promise<void> {
  const db = await store();
  const sent = await folderByRole(db, queued.accountId, 'sent');
  if (sent) {
    await withConnection(queued.accountId, async (connection) => {
      const there = await searchByMessageId(connection, sent.path, queued.messageIdHeader);
      if (there.length > 0) return;
      const raw = createReadStream(queued.path);
      await appendMessage(connection, sent.path, raw, ['\\Seen'], new Date(queued.createdAt));
    });
    engines().open(sent.id);
  }
  const original = queued.originalId === null ? null : await getMessageById(db, queued.originalId);
  if (original && original.accountId === queued.accountId && !original.answered) {
    await changeFlags(db, [original], { answered: true });
    engines().wake(queued.accountId);
  }
}
