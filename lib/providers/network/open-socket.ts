// Opens a connection to a mail server, guarded: the address that was checked is the one connected to; no name is looked up twice.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { ServerLogin } from '../types';
import { guarded } from './guard';

/** How TLS begins with a host, at once or later: its certificate must be good for the name, unless the admin allows another. */
export function tlsWith({ host, allowSelfSigned }: Pick<ServerLogin, 'host' | 'allowSelfSigned'>) {
  return {
    // RFC 6066 3: no server name for a literal address.
    ...(isIP(host) ? {} : { servername: host }),
    rejectUnauthorized: !allowSelfSigned,
    minVersion: 'TLSv1.2',
  } satisfies ConnectionOptions;
}

/**
 * Resolves when connected and, with implicit TLS, encrypted. Throws 'bad-request' for a private address that is not allowed, else what
 * the network threw. An 'error' listener stays on the socket: a late error would end the process.
 */
export async function openSocket(login: ServerLogin, timeoutMs: number): Promise<Socket> {
  const to = { ...guarded(login.host, () => login.allowPrivate), port: login.port };
  const isTls = login.security === 'tls';
  const socket = isTls ? connectTls({ ...to, ...tlsWith(login) }) : connectTcp(to);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(Object.assign(new Error('No connection in time.'), { code: 'CONNECT_TIMEOUT' }));
      socket.destroy();
    }, timeoutMs);
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      reject(Object.assign(new Error('Closed before it began.'), { code: 'ECONNRESET' }));
    });
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
