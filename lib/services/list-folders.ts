// Accounts and folders for the sidebar.
import type { Account, Folder } from '@/lib/contract/mail';
import { listAccounts } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { listFolders as foldersOf } from '@/lib/store/folders';

/** This person's accounts and folders. */
export async function listFolders(userId: number): Promise<{ accounts: Account[]; folders: Folder[] }> {
  const db = await store();
  return { accounts: await listAccounts(db, userId), folders: await foldersOf(db, userId) };
}
