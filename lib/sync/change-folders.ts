// Makes, renames, moves, deletes folders: on the server first (where they are on one), then in the index.
import { AppError, notFound } from '@/lib/errors';
import * as remote from '@/lib/providers/imap/change-folders';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { listFolders } from '@/lib/providers/imap/list-folders';
import { getAccountById } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import {
  type FolderRow,
  foldersOf,
  getFolderById,
  removeFolder,
  renameFolder,
  saveFolders,
} from '@/lib/store/folders';
import { addLocalFolder } from '@/lib/store/pop3-accounts';
import { changeTree } from './folder-tree';
import { withConnection } from './people-connection';

/** Makes a folder below `parent` (null: at the top) and answers its id. */
export function createFolder(
  db: Db,
  accountId: number,
  parent: FolderRow | null,
  name: string,
): Promise<number> {
  return inTree(db, accountId, async (c) => {
    const above = parent && (await current(db, parent));
    const path = await pathFor(db, accountId, above, name);
    if (c) {
      await remote.createFolder(c, path);
      await saveFolders(db, accountId, await listFolders(c));
    } else await addLocalFolder(db, accountId, path, above?.path ?? null, name);
    const made = (await foldersOf(db, accountId)).find((folder) => folder.path === path);
    if (!made)
      throw new AppError('refused-by-server', {
        userMessage: `The server did not make the folder ${name}.`,
        field: 'name',
      });
    return made.id;
  });
}

/** Gives the folder another name or parent; what is below comes along. */
export function moveFolder(db: Db, folder: FolderRow, parent: FolderRow | null, name: string): Promise<void> {
  return inTree(db, folder.accountId, async (c) => {
    const old = await current(db, folder);
    const above = parent && (await current(db, parent));
    const path = await pathFor(db, old.accountId, above, name, old.id);
    if (path === old.path) return;
    if (path.startsWith(old.path + old.delimiter))
      throw new AppError('bad-request', {
        userMessage: 'A folder cannot go into itself.',
        field: 'parentId',
      });
    if (c) await remote.renameFolder(c, old.path, path);
    await renameFolder(db, old.id, path, name, above?.id ?? null);
  });
}

/** Deletes the folder, all below it, and the messages in them. */
export function deleteFolder(db: Db, folder: FolderRow): Promise<void> {
  return inTree(db, folder.accountId, async (c) => {
    const { id, path, delimiter } = await current(db, folder);
    const all = await foldersOf(db, folder.accountId);
    const gone = all.filter((one) => one.id === id || one.path.startsWith(path + delimiter));
    // Deepest first: some servers keep a folder that has others below it.
    for (const one of gone.sort((a, b) => b.path.length - a.path.length)) {
      if (c && (one.selectable || one.id === id)) await remote.deleteFolder(c, one.path);
      await removeFolder(db, one.id);
    }
  });
}

/**
 * Runs `change` while nobody else changes the account's tree or saves a list of it, with a connection where its folders are on a server.
 * The connection comes first: nobody is to wait for who waits for one.
 */
async function inTree<T>(
  db: Db,
  accountId: number,
  change: (c: ImapConnection | null) => Promise<T>,
): Promise<T> {
  const queued = (c: ImapConnection | null) => changeTree(accountId, () => change(c));
  return (await isLocal(db, accountId)) ? queued(null) : withConnection(accountId, queued);
}

/** The folder as it is now that it is our turn. Throws 'not found'. */
async function current(db: Db, folder: FolderRow): Promise<FolderRow> {
  const now = await getFolderById(db, folder.id);
  if (!now) throw notFound('folder');
  return now;
}

/** The folders of POP3 accounts are only here. */
async function isLocal(db: Db, accountId: number): Promise<boolean> {
  return (await getAccountById(db, accountId))?.protocol === 'pop3';
}

/** The path that nothing but the folder `self` may have already. */
async function pathFor(
  db: Db,
  accountId: number,
  parent: FolderRow | null,
  name: string,
  self?: number,
): Promise<string> {
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
  if (all.some((folder) => folder.path === path && folder.id !== self))
    throw new AppError('bad-request', { userMessage: `There is a folder ${name} already.`, field: 'name' });
  return path;
}
