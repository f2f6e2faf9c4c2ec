// Which providers of the configuration an address is offered first.
import type { Offer } from '@/lib/contract/accounts';
import { domainOf } from '@/lib/contract/mail-domain';

/** Those that have the address's domain, or run the server that was found for it. */
export function offersFor(providers: Offer[], address: string, foundHost: string | null): Offer[] {
  const domain = domainOf(address);
  if (domain === null) return [];
  return providers.filter(
    ({ domains, host }) => domains.includes(domain) || (host !== null && host === foundHost),
  );
}
