// Learns which folders there are and, where the server says it along (LIST-STATUS), which of them changed: one round trip.
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { listFolders } from '@/lib/providers/imap/list-folders';
import type { FolderStatus, RemoteFolder } from '@/lib/providers/types';
import type { Db } from '@/lib/store/db';
import { folderByRole, type FolderRow, foldersOf, saveFolders } from '@/lib/store/folders';
import type { Diary } from './diary';
import { saveTree } from './folder-tree';

/** Brings the tree in step and tells the diary which folders have news. Throws when the account has no INBOX. */
export async function takeStock(db: Db, c: ImapConnection, diary: Diary): Promise<void> {
  diary.stockAt = Date.now();
  const isFirst = diary.inboxId === 0;
  // How folders stand that were never seen says nothing, and the server would look into each of them before it answers.
  const withStatus = (await folderByRole(db, diary.accountId, 'inbox'))?.uidNext != null;
  const listed = await saveTree(
    diary.accountId,
    () => listFolders(c, { withStatus }),
    (list) => saveListed(db, diary.accountId, list),
  );
  const folders = await foldersOf(db, diary.accountId);
  const inbox = folders.find(({ role }) => role === 'inbox');
  if (!inbox) throw new Error('The account has no INBOX.');
  diary.inboxId = inbox.id;
  diary.userId = inbox.userId;
  if (folders.length !== diary.folderIds.size || folders.some(({ path }) => !diary.folderIds.has(path)))
    diary.treeChangedAt = Date.now();
  diary.folderIds = new Map(folders.map(({ path, id }) => [path, id]));
  const statuses = new Map(listed.map(({ path, status }) => [path, status]));
  diary.hasStatuses = withStatus
    ? [...statuses.values()].some((status) => status !== null)
    : c.capabilities.has('LIST-STATUS');
  for (const folder of folders) {
    const status = statuses.get(folder.path);
    if (status ? hasNews(folder, status, diary) : !withStatus && folder.id === inbox.id)
      diary.tell(folder.id, status ?? null);
  }
  // New folders wait to be seen for the first time; after a restart, whatever was under way.
  if (isFirst || folders.some(({ uidNext, selectable }) => uidNext === null && selectable))
    diary.work.raise();
}

async function saveListed(db: Db, accountId: number, listed: RemoteFolder[]): Promise<void> {
  // An empty answer is not believed: an account always has INBOX.
  if (!listed.some(({ role }) => role === 'inbox')) return;
  await saveFolders(
    db,
    accountId,
    listed.map(({ status, ...folder }) => ({
      ...folder,
      uidValidity: status?.uidValidity ? String(status.uidValidity) : null,
    })),
  );
}

/** True when a pull would find something, as far as STATUS can tell. */
export function hasNews(folder: FolderRow, status: FolderStatus, diary: Diary): boolean {
  if (folder.uidNext === null) return folder.id === diary.inboxId;
  const differs =
    (status.uidValidity !== null && String(status.uidValidity) !== folder.uidValidity) ||
    (status.uidNext !== null && status.uidNext !== folder.uidNext) ||
    (status.exists !== null && status.exists !== folder.serverTotal);
  if (status.highestModseq !== null && folder.highestModseq !== null)
    return differs || String(status.highestModseq) !== folder.highestModseq;
  // Without modification numbers the count of unseen messages shows the commonest change of a flag.
  const before = diary.unseen.get(folder.id);
  if (status.unseen !== null) diary.unseen.set(folder.id, status.unseen);
  return differs || before === undefined || before !== status.unseen;
}
