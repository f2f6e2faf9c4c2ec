// Turns a stored account into what a provider needs to enter one of its servers.
import { env } from '@/lib/runtime/env';
import { unseal } from '@/lib/runtime/vault';

/** The part of an account row that says how to enter its servers; `secret` is sealed. */
export interface ServerKeys {
  username: string;
  secret: string;
  imap: { host: string; port: number; security: 'tls' | 'starttls' };
  smtp: { host: string; port: number; security: 'tls' | 'starttls' };
}

/** How to enter the account's IMAP or SMTP server, password opened. Keep the answer out of every log. */
export function serverLogin(account: ServerKeys, protocol: 'imap' | 'smtp') {
  const server = account[protocol];
  return {
    ...server,
    username: account.username,
    password: unseal(account.secret),
    allowSelfSigned: env().ALLOW_SELF_SIGNED.includes(server.host.toLowerCase()),
  };
}
