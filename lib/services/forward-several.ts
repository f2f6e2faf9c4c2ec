// What the composer opens with when several conversations are forwarded: each of their messages as a file.
import type { Draft, Upload } from '@/lib/contract/compose';
import { AppError, notFound } from '@/lib/errors';
import { env } from '@/lib/runtime/env';
import { store } from '@/lib/store/db';
import { type MessageRow, messagesFor } from '@/lib/store/read-messages';
import { openSource } from '@/lib/sync/open-part';
import { blankDraft } from './start-draft';
import { addUpload, tooLarge } from './uploads';

const MOST = 100;

/** A new draft with the messages that these conversations have in these folders, oldest first. Throws when they are too many or too large. */
export async function forwardSeveral(
  userId: number,
  conversations: { folderId: number; conversationId: number }[],
): Promise<Draft> {
  const db = await store();
  const messages: MessageRow[] = [];
  for (const folderId of new Set(conversations.map((one) => one.folderId))) {
    const conversationIds = conversations
      .filter((one) => one.folderId === folderId)
      .map((one) => one.conversationId);
    messages.push(
      ...(await messagesFor(db, userId, { folderId, conversationIds, messageIds: [], allFolders: false })),
    );
  }
  const [first] = messages;
  if (!first) throw notFound('message');
  if (messages.length > MOST)
    throw new AppError('bad-request', {
      userMessage: `These are ${messages.length} messages. Up to ${MOST} can be forwarded at once.`,
    });
  if (messages.reduce((sum, { size }) => sum + size, 0) > env().MAX_MESSAGE_MB * 1024 * 1024)
    throw tooLarge();
  const uploads: Upload[] = [];
  for (const message of messages.sort((a, b) => a.date - b.date)) {
    const file = { name: `${message.subject || 'message'}.eml`, type: 'message/rfc822', contentId: null };
    uploads.push(await addUpload(userId, file, await openSource(message)));
  }
  const subject = `Fwd: ${first.subject}${messages.length > 1 ? ` (+${messages.length - 1})` : ''}`;
  return { ...blankDraft(first.accountId), mode: 'forward-attachment', subject, html: '<p></p>', uploads };
}
