// Puts the servers of an earlier sign-in in this browser before those that are found for the address.
import type { KeptServers } from '@/lib/client/kept-servers';
import type { FoundServers, Source } from '@/lib/contract/found-servers';

/** Found servers, or those of an earlier sign-in. */
export type ToldServers = Omit<FoundServers, 'source'> & { source: Source | 'kept' };

/**
 * `kept` where there is such, else what was found. Somebody else may have typed what was kept, at a computer of several people: unless its hosts
 * are surely those of the address, it is shown before a password goes there.
 */
export function withKept(
  found: FoundServers | null,
  kept: KeptServers | null,
  address: string,
): ToldServers | null {
  if (!kept) return found;
  const sure = found?.isSure ? [found.imap, found.pop3, found.smtp].map((server) => server?.host) : [];
  const isKnown = (host: string | undefined) => host === undefined || sure.includes(host);
  return {
    source: 'kept',
    name: null,
    username: kept.username || address,
    imap: kept.protocol === 'imap' ? kept.imap : null,
    pop3: kept.protocol === 'pop3' ? kept.imap : null,
    smtp: kept.smtp,
    isSure: isKnown(kept.imap.host) && isKnown(kept.smtp?.host),
  };
}
