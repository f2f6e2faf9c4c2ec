// 'Test this account' for one that is here: its servers as the engine and the queue enter them, step by step.
import { serverLogin } from '@/lib/logins/server-login';
import { accountToSendThrough, getAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { takeTest } from './check-account';
import { checkLines } from './check-steps';

/** As `checkAccount`, with what is kept of the account. Throws 'not found', 'rate-limited', or why there is no token to sign in with. */
export async function checkOwnAccount(
  userId: number,
  accountId: number,
): Promise<ReadableStream<Uint8Array>> {
  const db = await store();
  const account = await getAccount(db, userId, accountId);
  await takeTest(`user ${userId}`);
  const through = await accountToSendThrough(db, account);
  return checkLines([
    { protocol: account.protocol, login: await serverLogin(account, 'imap') },
    { protocol: 'smtp', login: await serverLogin(through, 'smtp') },
  ]);
}
