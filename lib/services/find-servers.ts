// Finds the servers of a mail address for a form: the admin's preset, else what discovery finds. Slowed for who asks too much.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { FoundServers } from '@/lib/contract/found-servers';
import { domainOf } from '@/lib/contract/mail-domain';
import { AppError } from '@/lib/errors';
import { findSettings } from '@/lib/providers/discovery/find-settings';
import { realWorld } from '@/lib/providers/discovery/world';
import { presetOf } from '@/lib/runtime/admin-hosts';
import { once } from '@/lib/runtime/once';

/** Each search knocks at other people's machines: nobody needs many. */
const limiter = once(
  'find-servers',
  () => new RateLimiterMemory({ keyPrefix: 'find-servers', points: 40, duration: 10 * 60 }),
);

/** What was found, null when nothing; asked from `ip`. Throws 'rate-limited'. */
export async function findServersOf(address: string, ip: string): Promise<FoundServers | null> {
  const domain = domainOf(address);
  if (domain === null) return null;
  const preset = presetOf(domain);
  if (preset) {
    const { protocol, imap: incoming, smtp } = preset;
    const imap = protocol === 'imap' ? incoming : null;
    const pop3 = protocol === 'pop3' ? incoming : null;
    return { source: 'preset', name: null, username: address, imap, pop3, smtp, isSure: true };
  }
  await limiter.consume(ip).catch((error: unknown) => {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new AppError('rate-limited', {
      userMessage: 'Too many searches for mail servers. Try again in ten minutes, or enter the servers.',
      temporary: true,
    });
  });
  return findSettings(address, realWorld());
}
