// What becomes of a POP3 account's messages on its server, and how often it is asked.
import type { Pop3Settings } from '@/lib/contract/account';
import { notFound } from '@/lib/errors';
import { getAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import * as table from '@/lib/store/pop3-accounts';
import { engines } from '@/lib/sync/engines';

/** The settings; null for an account that is not POP3. Throws 'not found' for somebody else's. */
export async function getPop3Settings(
  userId: number,
  accountId: number,
): Promise<{ settings: Pop3Settings | null }> {
  const db = await store();
  await getAccount(db, userId, accountId);
  return { settings: await table.getPop3Settings(db, accountId) };
}

/** Changes them. A session that runs acts by what holds when it comes to deleting; the next one begins soon. */
export async function updatePop3Settings(
  userId: number,
  accountId: number,
  settings: Pop3Settings,
): Promise<{ settings: Pop3Settings }> {
  const db = await store();
  const account = await getAccount(db, userId, accountId);
  if (account.protocol !== 'pop3') throw notFound('account');
  await table.savePop3Settings(db, userId, accountId, settings);
  engines().ask(accountId);
  return { settings };
}
