// Turns a stored account into what a provider needs to enter one of its servers. Below sync and outbox, which both enter.
import type { ServerLogin } from '@/lib/providers/types';
import { env } from '@/lib/runtime/env';
import { unseal } from '@/lib/runtime/vault';
import type { AccountRow } from '@/lib/store/accounts';

/** The part of an account row that says how to enter its servers; `secret` is sealed. */
export type ServerKeys = Pick<AccountRow, 'id' | 'username' | 'secret' | 'imap' | 'smtp'>;

/** How to enter the account's IMAP or SMTP server, its secret opened. Keep the answer out of every log. Throws AppError. */
export async function serverLogin(account: ServerKeys, protocol: 'imap' | 'smtp'): Promise<ServerLogin> {
  const server = account[protocol];
  return {
    ...server,
    username: account.username,
    auth: { kind: 'password', password: unseal(account.secret) },
    allowSelfSigned: env().ALLOW_SELF_SIGNED.includes(server.host.toLowerCase()),
  };
}
