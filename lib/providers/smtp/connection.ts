// One SMTP submission session (RFC 6409): connected, encrypted and signed in, with its dialogue noted.
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Dialogue, DialogueLine } from '@/lib/contract/delivery';
import { AppError } from '@/lib/errors';
import { openSocket, tlsWith } from '../network/open-socket';
import type { ServerLogin } from '../types';
import { addLine, dialogueLogger } from './dialogue';
import { smtpError } from './errors';
import { credentialsOf, tokenHandler } from './sign-in';

const CONNECT_MS = 10_000;
const QUIT_MS = 2000;
const RESET_MS = 10_000;
/** RFC 5321 4.5.3.2.6: a server may think for ten minutes about a message. Shorter would make accepted ones look unclear. */
export const SILENCE_MS = 10 * 60_000;

/** A session that can carry several messages. */
export interface SmtpSession {
  connection: SMTPConnection;
  /** What was said until it could carry messages; kept for those that come later. */
  opening: Pick<Dialogue, 'tls' | 'handshake'>;
  /** Where the dialogue is written now. */
  lines: DialogueLine[];
  /** What EHLO offered (RFC 5321 4.1.1.1): upper-case keyword to its parameters. */
  extensions: Map<string, string>;
  /** Messages it has carried. */
  carried: number;
  /** False once the server or the network ended it. */
  alive: boolean;
}

/** How long a server may take; tests are less patient. */
export interface SmtpTimeouts {
  connectMs?: number;
  /** From MAIL to the answer to DATA. */
  envelopeMs?: number;
  silenceMs?: number;
}

/**
 * Connects, encrypts (implicit TLS or STARTTLS, never in the clear) and signs in, noting it in `dialogue` as it goes. Throws
 * AppError.
 */
export async function openSession(
  login: ServerLogin,
  dialogue: Dialogue,
  timeouts: SmtpTimeouts = {},
): Promise<SmtpSession> {
  const connectMs = timeouts.connectMs ?? CONNECT_MS;
  const socket = await open(login, dialogue, connectMs);
  const connection = new SMTPConnection({
    host: login.host,
    port: login.port,
    // nodemailer would look the name up by itself, unguarded.
    connection: socket,
    secure: login.security === 'tls',
    secured: login.security === 'tls',
    requireTLS: login.security === 'starttls',
    tls: tlsWith(login),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: timeouts.silenceMs ?? SILENCE_MS,
    customAuth: tokenHandler(login, dialogue.handshake),
    transactionLog: true,
    logger: dialogueLogger(login, () => session.lines),
  });
  const session: SmtpSession = {
    connection,
    opening: dialogue,
    lines: dialogue.handshake,
    extensions: new Map(),
    carried: 0,
    alive: true,
  };
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
        const credentials = credentialsOf(login, dialogue.handshake);
        if (!credentials) return reject(noTokens(login.host));
        connection.login(credentials, (refused) => (refused ? reject(refused) : resolve()));
      });
    });
  } catch (error) {
    connection.close();
    const known = smtpError(error, login.host);
    addLine(dialogue.closure, 'note', known.userMessage);
    throw known;
  } finally {
    clearTimeout(deadline);
    const socket = connection._socket;
    if (socket instanceof TLSSocket && socket.getProtocol()) {
      dialogue.tls = { version: socket.getProtocol()!, cipher: socket.getCipher().standardName };
    }
  }
  session.extensions = offered(dialogue.handshake);
  session.opening = { tls: dialogue.tls, handshake: [...dialogue.handshake] };
  return session;
}

async function open(login: ServerLogin, dialogue: Dialogue, connectMs: number): Promise<Socket> {
  try {
    return await openSocket(login, connectMs);
  } catch (error) {
    const known = smtpError(error, login.host);
    addLine(dialogue.closure, 'note', known.userMessage);
    throw known;
  }
}

/** RSET (RFC 5321 4.1.1.5): ends a transaction that was not finished. Answers whether the session can go on. */
export async function resetSession(session: SmtpSession): Promise<boolean> {
  if (!session.alive) return false;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), RESET_MS);
    const end = (ok: boolean) => {
      clearTimeout(timer);
      session.connection.off('end', onEnd);
      resolve(ok);
    };
    const onEnd = () => end(false);
    session.connection.once('end', onEnd);
    session.connection.reset((error) => end(!error));
  });
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

/** The answer to the last EHLO, without its first line, which is the server's name. */
function offered(lines: DialogueLine[]): Map<string, string> {
  const said = lines.findLastIndex(({ from, text }) => from === 'client' && /^EHLO/iu.test(text));
  const extensions = new Map<string, string>();
  for (const { from, text } of lines.slice(said + 2)) {
    const match = /^250[- ]([A-Za-z0-9-]+)[ =]?(.*)$/u.exec(text);
    if (from !== 'server' || !match) break;
    extensions.set(match[1]!.toUpperCase(), match[2]!.trim());
  }
  return extensions;
}
