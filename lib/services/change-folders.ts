// Making, renaming, moving, deleting and emptying folders, and looking at one.
import { AppError } from '@/lib/errors';
import { getAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { getFolder } from '@/lib/store/folders';
import { deleteMessages } from '@/lib/store/local-changes';
import { messagesInFolder } from '@/lib/store/read-messages';
import * as sync from '@/lib/sync/change-folders';
import { engines } from '@/lib/sync/engines';

const SLICE = 200;

/** Makes a folder; answers its id. */
export async function createFolder(
  userId: number,
  wanted: { accountId: number; parentId: number | null; name: string },
): Promise<{ id: number }> {
  const db = await store();
  await getAccount(db, userId, wanted.accountId);
  const parent = wanted.parentId === null ? null : await getFolder(db, userId, wanted.parentId);
  return { id: await sync.createFolder(db, wanted.accountId, parent, wanted.name) };
}

/** Renames or moves a folder of the person's own. */
export async function updateFolder(
  userId: number,
  id: number,
  patch: { name?: string | undefined; parentId?: number | null | undefined },
): Promise<void> {
  const db = await store();
  const folder = await getFolder(db, userId, id);
  mustBeOwn(folder.role);
  const parentId = patch.parentId === undefined ? folder.parentId : patch.parentId;
  const parent = parentId === null ? null : await getFolder(db, userId, parentId);
  await sync.moveFolder(db, folder, parent, patch.name ?? folder.name);
}

/** Deletes a folder of the person's own with all that is in it. */
export async function deleteFolder(userId: number, id: number): Promise<void> {
  const db = await store();
  const folder = await getFolder(db, userId, id);
  mustBeOwn(folder.role);
  await sync.deleteFolder(db, folder);
}

/** Deletes for good everything in Trash or Junk. */
export async function emptyFolder(userId: number, id: number): Promise<{ count: number }> {
  const db = await store();
  const folder = await getFolder(db, userId, id);
  if (folder.role !== 'trash' && folder.role !== 'junk')
    throw new AppError('bad-request', { userMessage: 'Only Trash and Junk can be emptied.' });
  let count = 0;
  for (;;) {
    const rows = await messagesInFolder(db, userId, id, SLICE);
    await deleteMessages(db, rows);
    count += rows.length;
    if (rows.length < SLICE) break;
  }
  engines().wake(folder.accountId);
  return { count };
}

/** A person looks at the folder: the engine pulls it now. */
export async function openFolder(userId: number, id: number): Promise<void> {
  await getFolder(await store(), userId, id);
  await engines().open(id);
}

function mustBeOwn(role: string | null): void {
  if (role !== null)
    throw new AppError('bad-request', {
      userMessage: 'This folder belongs to the account and stays as it is.',
    });
}
