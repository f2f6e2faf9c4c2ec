// Unlinks an account: Pennypost forgets it, and who signs in with it later begins a Pennypost of its own.
import { rm } from 'node:fs/promises';
import { store } from '@/lib/store/db';
import { removeRawFiles } from '@/lib/store/raw-files';
import { prepareRemoval, removeAccount as remove } from '@/lib/store/remove-account';
import { engines } from '@/lib/sync/engines';

/** `sessionId`: the browser that asks, which stays signed in. Throws AppError when something of it would be lost. */
export async function removeAccount(userId: number, accountId: number, sessionId: string): Promise<void> {
  const db = await store();
  await prepareRemoval(db, userId, accountId);
  await engines().stop(accountId);
  const { files } = await remove(db, userId, accountId, sessionId);
  await Promise.all(files.map((path) => rm(path, { force: true })));
  await removeRawFiles(accountId);
}
