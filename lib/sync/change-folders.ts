// Makes, renames, moves, deletes folders: on the server first (where they are on one), then in the index.
import { AppError } from '@/lib/errors';
import * as remote from '@/lib/providers/imap/change-folders';
import { listFolders } from '@/lib/providers/imap/list-folders';
import { getAccountById } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { type FolderRow, foldersOf, removeFolder, renameFolder, saveFolders } from '@/lib/store/folders';
import { addLocalFolder } from '@/lib/store/pop3-accounts';
import { withConnection } from './people-connection';

/** Makes a folder below `parent` (null: at the top) and answers its id. */
export async function createFolder(
  db: Db,
  accountId: number,
  parent: FolderRow | null,
  name: string,
): Promise<number> {
  const path = await pathFor(db, accountId, parent, name);
  if (await isLocal(db, accountId)) await addLocalFolder(db, accountId, path, parent?.path ?? null, name);
  else {
    const listed = await withConnection(accountId, async (c) => {
      await remote.createFolder(c, path);
      return listFolders(c);
    });
    await saveFolders(db, accountId, listed);
  }
  const made = (await foldersOf(db, accountId)).find((folder) => folder.path === path);
  if (!made)
    throw new AppError('refused-by-server', {
      userMessage: `The server did not make the folder ${name}.`,
      field: 'name',
    });
  return made.id;
}

/** Gives the folder another name or parent; what is below comes along. */
export async function moveFolder(
  db: Db,
  folder: FolderRow,
  parent: FolderRow | null,
  name: string,
): Promise<void> {
  const path = await pathFor(db, folder.accountId, parent, name);
  if (path === folder.path) return;
  if (path.startsWith(folder.path + folder.delimiter))
    throw new AppError('bad-request', { userMessage: 'A folder cannot go into itself.', field: 'parentId' });
  if (!(await isLocal(db, folder.accountId)))
    await withConnection(folder.accountId, (c) => remote.renameFolder(c, folder.path, path));
  await renameFolder(db, folder.id, path, name, parent?.id ?? null);
}

/** Deletes the folder, all below it, and the messages in them. */
export async function deleteFolder(db: Db, folder: FolderRow): Promise<void> {
  const all = await foldersOf(db, folder.accountId);
  const below = all.filter(({ path }) => path.startsWith(folder.path + folder.delimiter));
  const local = await isLocal(db, folder.accountId);
  // Deepest first: some servers keep a folder that has others below it.
  for (const one of [...below.sort((a, b) => b.path.length - a.path.length), folder]) {
    if (!local && (one.selectable || one.id === folder.id))
      await withConnection(folder.accountId, (c) => remote.deleteFolder(c, one.path));
    await removeFolder(db, one.id);
  }
}

/** The folders of POP3 accounts are only here. */
async function isLocal(db: Db, accountId: number): Promise<boolean> {
  return (await getAccountById(db, accountId))?.protocol === 'pop3';
}

async function pathFor(db: Db, accountId: number, parent: FolderRow | null, name: string): Promise<string> {
  const all = await foldersOf(db, accountId);
  const inbox = all.find(({ role }) => role === 'inbox');
  const delimiter = parent?.delimiter ?? inbox?.delimiter ?? '/';
  if (name.includes(delimiter))
    throw new AppError('bad-request', {
      userMessage: `A folder's name cannot contain '${delimiter}' on this server.`,
      field: 'name',
    });
  // Servers with a personal namespace 'INBOX.' keep all folders below the inbox.
  const prefixed =
    all.length > 1 && all.every(({ role, path }) => role === 'inbox' || path.startsWith(`INBOX${delimiter}`));
  const base = parent ? parent.path + delimiter : prefixed ? `INBOX${delimiter}` : '';
  const path = base + name;
  if (all.some((folder) => folder.path === path))
    throw new AppError('bad-request', { userMessage: `There is a folder ${name} already.`, field: 'name' });
  return path;
}
