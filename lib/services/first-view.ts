// What the first paint of a page needs, in one go.
import type { Account, ConversationPage, Folder } from '@/lib/contract/mail';
import { listAccounts } from '@/lib/store/accounts';
import { lastChangeId } from '@/lib/store/changes';
import { listConversations } from '@/lib/store/conversations';
import { store } from '@/lib/store/db';
import { listFolders } from '@/lib/store/folders';

/** Accounts, folders, and the first rows of `folderId` (null: the inbox). `page` is null for a folder that is not there. */
export async function firstView(
  userId: number,
  folderId: number | null = null,
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
  const shown = folders.find(({ id, role }) => (folderId === null ? role === 'inbox' : id === folderId));
  const page = shown ? await listConversations(db, userId, shown.id, null) : null;
  return { accounts, folders, page, changeId };
}
