// Knocks at the usual ports of the usual names under the domain, where nobody told anything.
import type { ServerSettings } from '@/lib/contract/account';
import type { Method, Protocol, World } from './types';

const USUAL: Record<Protocol, { names: string[]; ports: [number, ServerSettings['security']][] }> = {
  imap: {
    names: ['imap', 'mail', ''],
    ports: [
      [993, 'tls'],
      [143, 'starttls'],
    ],
  },
  pop3: {
    names: ['pop', 'pop3', 'mail', ''],
    ports: [
      [995, 'tls'],
      [110, 'starttls'],
    ],
  },
  smtp: {
    names: ['smtp', 'mail', ''],
    ports: [
      [465, 'tls'],
      [587, 'starttls'],
    ],
  },
};

/** What answers in the right protocol; implicit TLS before STARTTLS, then in the order of the names. */
export const fromProbe: Method = async ({ address, domain }, world) => {
  const [imap, pop3, smtp] = await Promise.all(
    (['imap', 'pop3', 'smtp'] as const).map((protocol) => firstOf(protocol, domain, world)),
  );
  if (!imap && !pop3 && !smtp) return null;
  return {
    source: 'probe',
    name: null,
    username: address,
    imap: imap ?? null,
    pop3: pop3 ?? null,
    smtp: smtp ?? null,
  };
};

/** All at once; the best that answers counts, as soon as all better ones did not. */
async function firstOf(protocol: Protocol, domain: string, world: World): Promise<ServerSettings | null> {
  const { names, ports } = USUAL[protocol];
  const knocks = ports.flatMap(([port, security]) =>
    names.map((name) => {
      const host = name === '' ? domain : `${name}.${domain}`;
      return { host, port, security, answer: world.greets(host, port, security, protocol) };
    }),
  );
  for (const { answer, ...server } of knocks) if (await answer) return server;
  return null;
}
