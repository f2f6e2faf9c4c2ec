// Ends a session, or all that Pennypost keeps of a person.
import { rm } from 'node:fs/promises';
import { listAccounts } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { removeRawFiles } from '@/lib/store/raw-files';
import { removeUser } from '@/lib/store/remove-user';
import { endSession } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';

/** Signs this browser out; with `forget` the account's engine stops and all its data here is erased. */
export async function signOut(userId: number, sessionId: string, forget: boolean): Promise<void> {
  const db = await store();
  await endSession(db, userId, sessionId);
  if (!forget) return;
  const accounts = await listAccounts(db, userId);
  for (const { id } of accounts) await engines().stop(id);
  const { files } = await removeUser(db, userId);
  for (const { id } of accounts) await removeRawFiles(id);
  await Promise.all(files.map((path) => rm(path, { force: true })));
  for (const { id } of accounts) await removeRawFiles(id);
}
