// The conversation list and single conversations, from the index alone.
import type { Conversation, ConversationPage } from '@/lib/contract/mail';
import { listConversations as list } from '@/lib/store/conversations';
import { store } from '@/lib/store/db';
import { getConversation as get } from '@/lib/store/read-messages';

/** A page of a folder. */
export async function listConversations(
  userId: number,
  folderId: number,
  cursor: string | null,
): Promise<ConversationPage> {
  return list(await store(), userId, folderId, cursor);
}

/** A conversation as seen from a folder (null: from none in particular). */
export async function getConversation(
  userId: number,
  id: number,
  folderId: number | null,
): Promise<Conversation> {
  return get(await store(), userId, id, folderId);
}
