// The world as it is: DNS, https through the guarded fetcher, and ports through the guarded look-up.
import { Resolver } from 'node:dns/promises';
import { isAdminHost } from '@/lib/runtime/admin-hosts';
import { env } from '@/lib/runtime/env';
import { protocolOf, readGreeting } from '../network/greeting';
import { guardedFetch } from '../network/guarded-fetch';
import type { World } from './types';

const BOUNDS = {
  accept: 'text/xml, application/xml',
  maxOctets: 256 * 1024,
  timeoutMs: 4000,
  maxRedirects: 3,
};
const DNS_MS = 1500;
const GREETING_MS = 3500;

/** DNS and web of this machine; the name servers of DNS_SERVERS where the admin set them. */
export function realWorld(): World {
  const { DNS_SERVERS, ISPDB_URL, ALLOW_SELF_SIGNED } = env();
  const resolver = new Resolver({ timeout: DNS_MS, tries: 2 });
  if (DNS_SERVERS.length > 0) resolver.setServers(DNS_SERVERS);
  return {
    ispdb: ISPDB_URL,
    get: async (url) => {
      const bounds = { ...BOUNDS, httpsOnly: true, allow: isAdminHost };
      const answer = await guardedFetch(url, bounds).catch(() => null);
      return answer?.status === 200 ? answer : null;
    },
    srv: (name) => resolver.resolveSrv(name).catch(() => []),
    mx: async (domain) => {
      const records = await resolver.resolveMx(domain).catch(() => []);
      return records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    },
    greets: async (host, port, security, protocol) => {
      const allowSelfSigned = ALLOW_SELF_SIGNED.includes(host);
      const door = { host, port, security, allow: isAdminHost, allowSelfSigned, timeoutMs: GREETING_MS };
      return protocolOf(await readGreeting(door).catch(() => '')) === protocol;
    },
  };
}
