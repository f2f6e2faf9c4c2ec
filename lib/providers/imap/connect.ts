// Connects and signs in (RFC 3501 6.2): TLS or STARTTLS first, always; the password never travels in the clear.
import { setImmediate } from 'node:timers/promises';
import { type ExpungeEvent, ImapFlow } from 'imapflow';
import { AppError } from '@/lib/errors';
import { protocolOf, readGreeting } from '../network/greeting';
import { guarded } from '../network/guard';
import { tlsWith } from '../network/open-socket';
import { problem } from '../network-error';
import type { Auth, ServerLogin } from '../types';
import { wirePen } from '../wire-record';
import { endless, type ImapConnection } from './connection';
import { mailServerError } from './errors';
import { hearAnswers } from './hear-answers';

const CONNECT_MS = 10_000;
/** A command that gets no octet for so long is lost, and the connection; one that idles is asked for a sign of life first. */
const SILENCE_MS = 2 * 60_000;
/** Servers may drop an idle client after 30 minutes (RFC 2177). */
const IDLE_RENEWAL_MS = 9 * 60_000;
const LOGOUT_MS = 2000;
const SIGN_IN_MS = 60_000;
const HEARD_AT_ONCE = 500;

/** What one answer may be: a line holds a SEARCH of a million messages, a literal a message from a server that knows no partial FETCH. */
const BOUNDS = {
  maxLineLength: 16 * 1024 * 1024,
  maxLiteralSize: 64 * 1024 * 1024,
  maxResponseSize: 80 * 1024 * 1024,
  maxResponseTokens: 200_000,
};

/** How long a server may take; tests are less patient. */
export interface ConnectOptions {
  timeoutMs?: number;
  silenceMs?: number;
  /** Shared by the connections of one account (ImapConnection.looked). */
  looked?: Map<string, number>;
}

/**
 * Opens a connection. Throws AppError: wrong-password, unknown-host, certificate-refused, timed-out, too-many-connections,
 * connection-lost or refused-by-server.
 */
export async function connect(login: ServerLogin, options: ConnectOptions = {}): Promise<ImapConnection> {
  const failure: { last: unknown } = { last: null };
  const client = makeClient(login, options, failure);
  const quiet = { depth: 0 };
  let lost: AppError | null = null;
  let closing = false;
  const closed: ((error: AppError | null) => void)[] = [];
  const changed = new Set<(path: string) => void>();
  const reason = () => (closing ? null : (lost ?? gone(login.host)));
  client.on('error', (error) => {
    lost = mailServerError(error, login.host);
  });
  client.on('close', () => {
    for (const listener of closed.splice(0)) listener(reason());
  });
  const tell = (event: { path: string; earlier?: boolean }) => {
    // 'Earlier' losses are what we asked for (RFC 7162 3.2.10.1).
    if (quiet.depth > 0 || event.earlier) return;
    for (const listener of changed) listener(event.path);
  };
  client.on('exists', tell);
  client.on('expunge', tell);
  client.on('flags', tell);
  try {
    await withinTime(client, login.host);
  } catch (error) {
    closing = true;
    client.close();
    throw (await speaksOtherwise(error, login, options.timeoutMs)) ?? mailServerError(error, login.host);
  }
  const capabilities: ReadonlySet<string> = new Set(client.capabilities.keys());
  return {
    client,
    host: login.host,
    failure,
    quiet,
    looked: options.looked ?? new Map(),
    capabilities,
    get usable() {
      return client.usable;
    },
    close: async () => {
      closing = true;
      const deadline = setTimeout(() => client.close(), LOGOUT_MS);
      await client.logout().catch(() => client.close());
      clearTimeout(deadline);
    },
    onClosed: (listener) => {
      if (client.usable) closed.push(listener);
      else listener(reason());
    },
    onFolderChanged: (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
  };
}

/** Numbers the connections of this process, to tell them apart in a recorded dialogue. */
let serial = 0;

/** imapflow waits for an IMAP greeting whatever else it hears: what was it? Null when nothing was said. */
async function speaksOtherwise(
  error: unknown,
  login: ServerLogin,
  timeoutMs = CONNECT_MS,
): Promise<AppError | null> {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'GREETING_TIMEOUT') return null;
  const { host, port, security, allowSelfSigned } = login;
  const door = { host, port, security, allowSelfSigned, allow: () => login.allowPrivate, timeoutMs };
  const greeting = await readGreeting(door).catch(() => '');
  if (greeting === '' || protocolOf(greeting) === 'imap') return null;
  const text = `${host} does not speak IMAP on this port. Check server and port.`;
  return problem('refused-by-server', host, error, text, false);
}

const secretOf = (auth: Auth) =>
  auth.kind === 'token' ? { accessToken: auth.accessToken } : { pass: auth.password };

/** Signs in; gives up on a server that goes on talking instead. */
async function withinTime(client: ImapFlow, host: string): Promise<void> {
  let deadline: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => reject(endless(host)), SIGN_IN_MS);
  });
  try {
    await Promise.race([client.connect(), tooLong]);
  } finally {
    clearTimeout(deadline);
  }
}

/**
 * A server tells in a few octets of sixteen million messages that are gone (VANISHED 1:4294967295): each is heard, and everybody else
 * has a turn meanwhile.
 */
function hearExpunge(client: () => ImapFlow): (event: ExpungeEvent) => Promise<void> | void {
  let heard = 0;
  return (event) => {
    client().emit('expunge', event);
    if (++heard % HEARD_AT_ONCE === 0) return setImmediate();
  };
}

const gone = (host: string) =>
  new AppError('connection-lost', { userMessage: `${host} closed the connection.`, temporary: true });

function makeClient(login: ServerLogin, options: ConnectOptions, failure: { last: unknown }): ImapFlow {
  const timeoutMs = options.timeoutMs ?? CONNECT_MS;
  const note = (entry: { err?: unknown }) => {
    if (entry.err) failure.last = entry.err;
  };
  const nothing = () => {};
  // It is where imapflow tells why a command answered `false`, and what is said while the account's owner asks to see it (FETCH data
  // is at 'trace' and never asked for). Levels that are off cost nothing.
  const pen = wirePen(login, `[${++serial}]`);
  const say = ({ src, msg }: { src?: string; msg?: string }) => {
    if (msg && (src === 'c' || src === 's')) pen.write(src === 'c' ? 'client' : 'server', msg);
  };
  const logger = {
    debug: say,
    info: nothing,
    warn: note,
    error: nothing,
    fatal: nothing,
    isLevelEnabled: (level: string) => level === 'warn' || (level === 'debug' && pen.isOn()),
  };
  const { host, lookup } = guarded(login.host, () => login.allowPrivate);
  const client: ImapFlow = new ImapFlow({
    host,
    port: login.port,
    secure: login.security === 'tls',
    ...(login.security === 'starttls' ? { doSTARTTLS: true } : {}),
    auth: { user: login.username, ...secretOf(login.auth) },
    // imapflow hands these to `connect`, the guarded look-up among them: what was checked is what is connected to.
    tls: { ...tlsWith(login), lookup },
    clientInfo: { name: 'Pennypost' },
    logger,
    qresync: true,
    // One dialect of answers (SEARCH, LSUB, UIDPLUS by name) instead of two; nothing here needs revision 2.
    disableIMAP4rev2: true,
    disableAutoIdle: true,
    disableCompression: true,
    maxLockHoldTime: false,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: options.silenceMs ?? SILENCE_MS,
    maxIdleTime: IDLE_RENEWAL_MS,
    ...BOUNDS,
    expungeHandler: hearExpunge(() => client),
  });
  hearAnswers(client);
  return client;
}
