// Turns a stored account into what a provider needs to enter one of its servers. Below sync and outbox, which both enter.
import type { Auth, ServerLogin } from '@/lib/providers/types';
import { trustIn } from '@/lib/runtime/admin-hosts';
import { unseal } from '@/lib/runtime/vault';
import type { AccountRow } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { freshToken } from './fresh-token';

/** The part of an account row that says how to enter its servers; `secret` is sealed. */
export type ServerKeys = Pick<AccountRow, 'id' | 'username' | 'secret' | 'imap' | 'smtp'>;

/** How to enter the account's IMAP or SMTP server, its secret opened. Keep the answer out of every log. Throws AppError. */
export async function serverLogin(account: ServerKeys, protocol: 'imap' | 'smtp'): Promise<ServerLogin> {
  const server = account[protocol];
  const accessToken = await freshToken(await store(), account.id);
  const auth: Auth =
    accessToken === null
      ? { kind: 'password', password: unseal(account.secret) }
      : { kind: 'token', accessToken };
  return {
    ...server,
    username: account.username,
    auth,
    ...trustIn(server.host),
  };
}
