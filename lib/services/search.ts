// Finds conversations for the search box.
import type { ConversationPage } from '@/lib/contract/mail';
import { parseQuery } from '@/lib/search/parse-query';
import { store } from '@/lib/store/db';
import { searchConversations } from '@/lib/store/search-index';

/** A page of what matches `q`, in one folder or (null) everywhere. */
export async function search(
  userId: number,
  q: string,
  folderId: number | null,
  cursor: string | null,
): Promise<ConversationPage> {
  return searchConversations(await store(), userId, parseQuery(q), { folderId }, cursor);
}
