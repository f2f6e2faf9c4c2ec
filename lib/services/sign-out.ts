// Ends a session, or all that Pennypost keeps of a person.
import { rm } from 'node:fs/promises';
import { removeUser, listAccounts } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { endSession } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';

/** Signs this browser out; with `forget` the account's engine stops and all its data here is erased. */
export async function signOut(userId: number, sessionId: string, forget: boolean): Promise<void> {
  const db = await store();
  await endSession(db, userId, sessionId);
  if (!forget) return;
  for (const { id } of await listAccounts(db, userId)) await engines().stop(id);
  const { files } = await removeUser(db, userId);
  await Promise.all(files.map((path) => rm(path, { force: true })));
}
