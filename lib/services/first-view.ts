// What the first paint of a page needs, in one go.
import type { Account, ConversationPage, Folder } from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import { listAccounts } from '@/lib/store/accounts';
import { lastChangeId } from '@/lib/store/changes';
import { store } from '@/lib/store/db';
import { listFolders } from '@/lib/store/folders';
import { listConversations } from './list-conversations';

/**
 * Accounts, folders, and the first rows of what `choose` says is shown (null: none). `page` is null for a folder that is not there.
 */
export async function firstView(
  userId: number,
  choose: (known: { accounts: Account[]; folders: Folder[] }) => ListId | null,
): Promise<{
  accounts: Account[];
  folders: Folder[];
  page: ConversationPage | null;
  changeId: number;
}> {
  const db = await store();
  // Read first: what changes while the rest is read is then told by the event stream.
  const changeId = await lastChangeId(db, userId);
  const accounts = await listAccounts(db, userId);
  const folders = await listFolders(db, userId);
  const list = choose({ accounts, folders });
  const isThere = typeof list === 'string' || folders.some(({ id }) => id === list);
  const page = list !== null && isThere ? await listConversations(userId, list, null) : null;
  return { accounts, folders, page, changeId };
}
