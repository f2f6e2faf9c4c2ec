// Which hosts the admin named in the configuration: those may lie in a private network, all others may not.
import { env } from './env';

/** True for a host of ALLOW_SELF_SIGNED or of a preset in MAIL_SERVERS. */
export function isAdminHost(host: string): boolean {
  const { ALLOW_SELF_SIGNED, MAIL_SERVERS } = env();
  const presets = Object.values(MAIL_SERVERS).flatMap(({ imap, smtp }) => [imap.host, smtp.host]);
  return [...ALLOW_SELF_SIGNED, ...presets].some((one) => one.toLowerCase() === host.toLowerCase());
}
