// The conversation list and single conversations, from the index alone.
import type { Conversation, ConversationPage } from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import { listConversations as ofFolder } from '@/lib/store/conversations';
import { store } from '@/lib/store/db';
import { getConversation as get } from '@/lib/store/read-messages';
import { listUnified } from '@/lib/store/unified-list';

/** A page of a folder, or of a list over all accounts. */
export async function listConversations(
  userId: number,
  list: ListId,
  cursor: string | null,
): Promise<ConversationPage> {
  const db = await store();
  return typeof list === 'number'
    ? ofFolder(db, userId, list, cursor)
    : listUnified(db, userId, list, cursor);
}

/** A conversation as seen from a folder (null: from none in particular). */
export async function getConversation(
  userId: number,
  id: number,
  folderId: number | null,
): Promise<Conversation> {
  return get(await store(), userId, id, folderId);
}
