// Asks DNS for the domain's services (RFC 6186, and RFC 8314 5.1 for implicit TLS, which is preferred).
import { toHostName } from '@/lib/contract/mail-domain';
import type { ServerSettings } from '@/lib/contract/account';
import type { Method, Srv, World } from './types';

const SERVICES = {
  imap: ['_imaps', '_imap'],
  pop3: ['_pop3s', '_pop3'],
  smtp: ['_submissions', '_submission'],
} as const;

/** The servers that the domain's SRV records name; the user name is the address (RFC 6186 4). */
export const fromSrv: Method = async ({ address, domain }, world) => {
  const [imap, pop3, smtp] = await Promise.all(
    Object.values(SERVICES).map((services) => serverOf(services, domain, world)),
  );
  if (!imap && !pop3 && !smtp) return null;
  return {
    source: 'srv',
    name: null,
    username: address,
    imap: imap ?? null,
    pop3: pop3 ?? null,
    smtp: smtp ?? null,
  };
};

async function serverOf(
  [implicit, upgraded]: readonly [string, string],
  domain: string,
  world: World,
): Promise<ServerSettings | null> {
  const [first, second] = await Promise.all(
    [implicit, upgraded].map(async (service) => best(await world.srv(`${service}._tcp.${domain}`))),
  );
  if (first) return { host: first.name, port: first.port, security: 'tls' };
  return second ? { host: second.name, port: second.port, security: 'starttls' } : null;
}

/** Lowest priority, then greatest weight (RFC 2782). A target of '.' says that the service is not offered. */
function best(records: Srv[]): Srv | null {
  const [first] = records
    .flatMap((record) => {
      const name = toHostName(record.name);
      return name !== null && record.port > 0 ? [{ ...record, name }] : [];
    })
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  return first ?? null;
}
