// One SMTP submission session (RFC 6409): connected, encrypted and signed in, with its dialogue noted, secrets masked.
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { AppError } from '@/lib/errors';
import type { ServerLogin } from '../types';
import { smtpError } from './errors';
import { credentialsOf, tokenHandler } from './sign-in';

const CONNECT_MS = 10_000;
const QUIT_MS = 2000;
/** RFC 5321 4.5.3.2.6: a server may think for ten minutes about a message. Shorter would make accepted ones look unclear. */
const SILENCE_MS = 10 * 60_000;

/** A session that can carry several messages. */
export interface SmtpSession {
  connection: SMTPConnection;
  /** Grows with the dialogue; who sends takes it. */
  transcript: string[];
  /** False once the server or the network ended it. */
  alive: boolean;
}

/** How long a server may take; tests are less patient. */
export interface SmtpTimeouts {
  connectMs?: number;
  silenceMs?: number;
}

/** Connects, encrypts (implicit TLS or STARTTLS, never in the clear) and signs in. Throws AppError. */
export async function openSession(login: ServerLogin, timeouts: SmtpTimeouts = {}): Promise<SmtpSession> {
  const transcript: string[] = [];
  const connectMs = timeouts.connectMs ?? CONNECT_MS;
  const connection = new SMTPConnection({
    host: login.host,
    port: login.port,
    secure: login.security === 'tls',
    requireTLS: login.security === 'starttls',
    tls: { rejectUnauthorized: !login.allowSelfSigned, minVersion: 'TLSv1.2' },
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: timeouts.silenceMs ?? SILENCE_MS,
    customAuth: tokenHandler(login, transcript),
    transactionLog: true,
    logger: dialogue(transcript),
  });
  const session: SmtpSession = { connection, transcript, alive: true };
  // nodemailer reports a server that is silent after EHLO or AUTH only at its socket time-out.
  let deadline: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      deadline = setTimeout(() => reject(silent()), 3 * connectMs);
      // Stays for the whole session: an 'error' without a listener would end the process.
      connection.on('error', reject);
      connection.on('end', () => {
        session.alive = false;
        reject(new Error('The server closed the connection.'));
      });
      connection.connect((error) => {
        if (error) return reject(error);
        const credentials = credentialsOf(login, transcript);
        if (!credentials) return reject(noTokens(login.host));
        connection.login(credentials, (refused) => (refused ? reject(refused) : resolve()));
      });
    });
  } catch (error) {
    connection.close();
    throw smtpError(error, login.host);
  } finally {
    clearTimeout(deadline);
  }
  return session;
}

/** Ends a session politely and does not wait for the answer. */
export function endSession(session: SmtpSession): void {
  if (!session.alive) return;
  session.connection.quit();
  setTimeout(() => session.connection.close(), QUIT_MS).unref();
}

const noTokens = (host: string) =>
  new AppError('refused-by-server', { userMessage: `${host} takes only passwords for sending.` });

const silent = () => Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' });

/** A logger that keeps what client and server said. AUTH and its continuation lines carry the password: masked. */
function dialogue(lines: string[]) {
  let inAuth = false;
  const note = (entry: unknown, ...rest: unknown[]) => {
    const { tnx } = (entry ?? {}) as { tnx?: string };
    if (tnx !== 'client' && tnx !== 'server') return;
    const text = String(rest[0] ?? '').trim();
    if (tnx === 'server') {
      // 334 asks for the next piece of a log-in, every other answer ends it (RFC 4954 4).
      if (!/^334/u.test(text)) inAuth = false;
      for (const line of text.split(/\r?\n/u)) lines.push(`S: ${line}`);
      return;
    }
    const auth = /^AUTH +\S+/iu.exec(text);
    if (auth) lines.push(`C: ${auth[0]}${text.length > auth[0].length ? ' [masked]' : ''}`);
    else lines.push(inAuth ? 'C: [masked]' : `C: ${text}`);
    if (auth) inAuth = true;
  };
  return { level: () => {}, trace: note, debug: note, info: note, warn: note, error: note, fatal: note };
}
