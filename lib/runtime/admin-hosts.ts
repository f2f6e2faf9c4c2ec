// The mail servers that the admin named: presets by domain, and which hosts may lie in a private network.
import { toHostName } from '@/lib/contract/mail-domain';
import { type Env, env } from './env';

/** True for a host of ALLOW_SELF_SIGNED, or that MAIL_SERVERS or OAUTH_PROVIDERS name as a mail server. */
export function isAdminHost(host: string): boolean {
  const { ALLOW_SELF_SIGNED, MAIL_SERVERS, OAUTH_PROVIDERS } = env();
  const providers = Object.values(OAUTH_PROVIDERS).flatMap(({ servers }) => servers ?? []);
  const hosts = [...Object.values(MAIL_SERVERS), ...providers].flatMap(({ imap, smtp }) => [
    imap.host,
    smtp.host,
  ]);
  return [...ALLOW_SELF_SIGNED, ...hosts].some((one) => one.toLowerCase() === host.toLowerCase());
}

/** What the admin allows of a host, for whoever connects to it: a certificate of its own, an address of a private network. */
export function trustIn(host: string): { allowSelfSigned: boolean; allowPrivate: boolean } {
  return {
    allowSelfSigned: env().ALLOW_SELF_SIGNED.includes(host.toLowerCase()),
    allowPrivate: isAdminHost(host),
  };
}

/** The admin's servers for a domain in A-labels, however the domain is written in MAIL_SERVERS. */
export function presetOf(domain: string): Env['MAIL_SERVERS'][string] | null {
  const known = Object.entries(env().MAIL_SERVERS).find(([name]) => toHostName(name) === domain);
  return known?.[1] ?? null;
}
