// Connects and signs in: TLS or STLS first, always; the password never travels in the clear.
import type { Socket } from 'node:net';
import { openSocket, tlsWith } from '../network/open-socket';
import type { ServerLogin } from '../types';
import { ByteReader, type Patience } from './byte-reader';
import { capa } from './capa';
import { type Line, type Pop3Connection, readStatus } from './connection';
import { pop3Error } from './errors';
import { login } from './login';
import { wirePen } from '../wire-record';
import { stls } from './stls';

const CONNECT_MS = 10_000;
/** Opening a maildrop of 100,000 messages may take a server a while. */
const SILENCE_MS = 120_000;

/** Numbers the connections of this process, to tell them apart in a recorded dialogue. */
let serial = 0;

/** How long a server may take; tests are less patient. */
export interface ConnectOptions {
  timeoutMs?: number;
  silenceMs?: number;
}

/**
 * Opens a connection and signs in: the TRANSACTION state. Throws AppError: wrong-password, unknown-host, certificate-refused, timed-out,
 * too-many-connections (in use, or asked too soon), connection-lost or refused-by-server.
 */
export async function connect(entry: ServerLogin, options: ConnectOptions = {}): Promise<Pop3Connection> {
  const timeoutMs = options.timeoutMs ?? CONNECT_MS;
  const patience: Patience = { silenceMs: options.silenceMs ?? SILENCE_MS };
  let socket: Socket | null = null;
  try {
    socket = await openSocket(entry, timeoutMs);
    const first: Patience = { silenceMs: Math.min(timeoutMs, patience.silenceMs) };
    const plain: Line = { host: entry.host, socket, reader: new ByteReader(socket, first) };
    const greeting = await readStatus(plain);
    const line = entry.security === 'starttls' ? await stls(plain, tlsWith(entry), first) : plain;
    socket = line.socket;
    line.reader.silenceMs = patience.silenceMs;
    const before = await capa(line);
    await login(line, before, greeting, entry.username, entry.auth);
    // RFC 2449 5: some are only true, or only told, once we are signed in.
    const capabilities = before.size > 0 ? await capa(line) : before;
    return connection({ ...line, pen: wirePen(entry, `[${++serial}]`) }, capabilities);
  } catch (error) {
    socket?.destroy();
    throw pop3Error(error, entry.host);
  }
}

function connection(line: Line, capabilities: Pop3Connection['capabilities']): Pop3Connection {
  return {
    host: line.host,
    line,
    capabilities,
    get usable() {
      return line.reader.failure === null && !line.socket.destroyed;
    },
    drop: () => void line.socket.destroy(),
  };
}
