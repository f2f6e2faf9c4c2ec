// Finds conversations for the search box.
import type { SearchPage } from '@/lib/contract/mail';
import { parseQuery } from '@/lib/search/parse-query';
import { store } from '@/lib/store/db';
import { searchConversations } from '@/lib/store/search-index';

/** A page of what matches `q`, in one folder or (null) everywhere. */
export async function search(
  userId: number,
  q: string,
  folderId: number | null,
  cursor: string | null,
): Promise<SearchPage> {
  const query = parseQuery(q);
  const page = await searchConversations(await store(), userId, query, { folderId }, cursor);
  return { ...page, notUnderstood: query.notUnderstood };
}
