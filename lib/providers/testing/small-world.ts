// For tests of discovery: a small internet of real servers on loopback: web sites by address, DNS records, and mail servers by door.
import { Resolver } from 'node:dns/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { selfSignedCertificate } from '@/scripts/certificate';
import type { World } from '../discovery/types';
import { protocolOf, readGreeting } from '../network/greeting';
import { guardedFetch } from '../network/guarded-fetch';
import { startDnsServer, type Zone } from './dns-server';
import { startLineServer } from './line-server';

/** What there is. `pages` are documents by address without 'https://'; `doors` are greetings by 'host:port', '' for a silent one. */
export interface SmallWorld extends Zone {
  pages?: Record<string, string>;
  doors?: Record<string, string>;
  ispdb?: string | null;
}

/** Starts the servers. `asked` holds the addresses of all documents asked for, `dns` all names. */
export async function startSmallWorld(
  given: SmallWorld,
): Promise<{ world: World; asked: string[]; dns: string[]; knocked: string[]; close: () => Promise<void> }> {
  const asked: string[] = [];
  const knocked: string[] = [];
  const web = createServer(selfSignedCertificate(), (request, response) => {
    const address = `${request.headers.host}${request.url}`;
    asked.push(address);
    const page = given.pages?.[address.split('?')[0]!];
    if (page === 'STALL') return;
    response.writeHead(page === undefined ? 404 : 200).end(page ?? '<html>Not here</html>');
  });
  web.listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  const { port } = web.address() as AddressInfo;
  const toWeb = buildConnector({ rejectUnauthorized: false });
  const dispatcher = new Agent({
    connect: (options, done) =>
      toWeb({ ...options, hostname: '127.0.0.1', host: '127.0.0.1', port: String(port) }, done),
  });
  const name = await startDnsServer(given);
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([name.address]);
  const servers = new Map(
    await Promise.all(
      Object.entries(given.doors ?? {}).map(async ([door, greeting]) => {
        const server = await startLineServer({
          tls: /:(?:993|995|465)$/u.test(door),
          onConnect: (talk) => greeting !== '' && talk.say(`${greeting}\n`),
          onLine: () => {},
        });
        return [door, server] as const;
      }),
    ),
  );
  const world: World = {
    ispdb: given.ispdb === undefined ? 'https://ispdb.test/' : given.ispdb,
    get: async (url) => {
      const bounds = { accept: 'text/xml', maxOctets: 256 * 1024, timeoutMs: 3000, maxRedirects: 3 };
      const answer = await guardedFetch(url, { ...bounds, httpsOnly: true, dispatcher }).catch(() => null);
      return answer?.status === 200 ? answer : null;
    },
    srv: (service) => resolver.resolveSrv(service).catch(() => []),
    mx: async (domain) => {
      const records = await resolver.resolveMx(domain).catch(() => []);
      return records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    },
    greets: async (host, usualPort, security, protocol) => {
      knocked.push(`${host}:${usualPort}`);
      const server = servers.get(`${host}:${usualPort}`);
      if (!server) return false;
      const door = { host: 'localhost', port: server.port, security, timeoutMs: 500 };
      const greeting = readGreeting({ ...door, allow: () => true, allowSelfSigned: true });
      return protocolOf(await greeting.catch(() => '')) === protocol;
    },
  };
  return {
    world,
    asked,
    dns: name.asked,
    knocked,
    close: async () => {
      await dispatcher.destroy();
      web.closeAllConnections();
      web.close();
      name.close();
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}
