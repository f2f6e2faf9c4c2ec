// Finds conversations for the search box.
import type { SearchPage } from '@/lib/contract/mail';
import { isFolderNamed } from '@/lib/search/is-folder-named';
import { parseQuery } from '@/lib/search/parse-query';
import { store } from '@/lib/store/db';
import { listFolders } from '@/lib/store/folders';
import { searchConversations } from '@/lib/store/search-index';

/** A page of what matches `q`, in one folder or (null) everywhere. */
export async function search(
  userId: number,
  q: string,
  folderId: number | null,
  cursor: string | null,
): Promise<SearchPage> {
  const db = await store();
  const folders = /\bin:/iu.test(q) ? await listFolders(db, userId) : [];
  const query = parseQuery(q, Date.now(), (name) => folders.some((folder) => isFolderNamed(folder, name)));
  const page = await searchConversations(db, userId, query, { folderId }, cursor);
  return { ...page, notUnderstood: query.notUnderstood };
}
