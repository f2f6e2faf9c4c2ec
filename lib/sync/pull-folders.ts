// Brings the folder tree of the index in step with LIST.
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { listFolders } from '@/lib/providers/imap/list-folders';
import type { Db } from '@/lib/store/db';
import { saveFolders } from '@/lib/store/folders';

/** Lists and saves the account's folders. An empty answer is not believed: an account always has INBOX. */
export async function pullFolders(db: Db, c: ImapConnection, accountId: number): Promise<void> {
  const listed = await listFolders(c);
  if (!listed.some(({ role }) => role === 'inbox')) return;
  await saveFolders(db, accountId, listed);
}
