// Connects and signs in (RFC 3501 6.2): TLS or STARTTLS first, always; the password never travels in the clear.
import { ImapFlow } from 'imapflow';
import { AppError } from '@/lib/errors';
import type { ServerLogin } from '../types';
import type { ImapConnection } from './connection';
import { mailServerError } from './errors';

const TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 5 * 60_000;
/** Servers may drop an idle client after 30 minutes (RFC 2177): renewed well before, also to notice a dead line. */
const IDLE_RENEWAL_MS = 4 * 60_000;

/**
 * Opens a connection. Throws AppError: wrong-password, unknown-host, certificate-refused, timed-out, too-many-connections,
 * connection-lost or refused-by-server.
 */
export async function connect(login: ServerLogin): Promise<ImapConnection> {
  const client = new ImapFlow({
    host: login.host,
    port: login.port,
    secure: login.security === 'tls',
    ...(login.security === 'starttls' ? { doSTARTTLS: true } : {}),
    auth: { user: login.username, pass: login.password },
    tls: { rejectUnauthorized: !login.allowSelfSigned, minVersion: 'TLSv1.2' },
    clientInfo: { name: 'Pennypost' },
    logger: false,
    qresync: true,
    disableAutoIdle: true,
    disableCompression: true,
    maxIdleTime: IDLE_RENEWAL_MS,
    maxLockHoldTime: false,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    maxLiteralSize: 128 * 1024 * 1024,
  });
  let lost: AppError | null = null;
  let closing = false;
  const closed: ((error: AppError | null) => void)[] = [];
  const changed: ((path: string) => void)[] = [];
  client.on('error', (error) => {
    lost = mailServerError(error, login.host);
  });
  client.on('close', () => {
    const error = closing
      ? null
      : (lost ??
        new AppError('connection-lost', {
          userMessage: `${login.host} closed the connection.`,
          temporary: true,
        }));
    for (const listener of closed.splice(0)) listener(error);
  });
  const tell = (event: { path: string }) => {
    for (const listener of changed) listener(event.path);
  };
  client.on('exists', tell);
  client.on('expunge', tell);
  client.on('flags', tell);
  try {
    await client.connect();
  } catch (error) {
    closing = true;
    client.close();
    throw mailServerError(error, login.host);
  }
  return {
    client,
    host: login.host,
    get usable() {
      return client.usable;
    },
    get capabilities() {
      return new Set(client.capabilities.keys());
    },
    close: async () => {
      closing = true;
      const deadline = setTimeout(() => client.close(), 2000);
      await client.logout().catch(() => client.close());
      clearTimeout(deadline);
    },
    onClosed: (listener) => {
      if (client.usable) closed.push(listener);
      else listener(lost);
    },
    onFolderChanged: (listener) => {
      changed.push(listener);
    },
  };
}
