// One SMTP submission session (RFC 6409): connected, encrypted and signed in, with its dialogue noted, secrets masked.
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ServerLogin } from '../types';
import { smtpError } from './errors';

const CONNECT_MS = 15_000;
const SILENCE_MS = 120_000;

/** A session that can carry several messages. `transcript` grows with the dialogue; take it per message. */
export interface SmtpSession {
  connection: SMTPConnection;
  transcript: string[];
  /** False once the server or the network ended it. */
  alive: boolean;
}

/** Connects, encrypts (implicit TLS or STARTTLS, never in the clear) and signs in. Throws AppError. */
export async function openSession(login: ServerLogin): Promise<SmtpSession> {
  const transcript: string[] = [];
  const connection = new SMTPConnection({
    host: login.host,
    port: login.port,
    secure: login.security === 'tls',
    requireTLS: login.security === 'starttls',
    tls: { rejectUnauthorized: !login.allowSelfSigned, minVersion: 'TLSv1.2' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    transactionLog: true,
    logger: dialogue(transcript),
  });
  const session: SmtpSession = { connection, transcript, alive: true };
  try {
    await new Promise<void>((resolve, reject) => {
      connection.on('error', reject);
      connection.on('end', () => {
        session.alive = false;
        reject(new Error('The server closed the connection.'));
      });
      connection.connect(() => {
        const credentials = { user: login.username, pass: login.password };
        connection.login({ credentials }, (error) => (error ? reject(error) : resolve()));
      });
    });
  } catch (error) {
    connection.close();
    throw smtpError(error, login.host);
  }
  return session;
}

/** A logger that keeps what client and server said. AUTH and its continuation lines carry the password: masked. */
function dialogue(lines: string[]) {
  const note = (entry: unknown, ...rest: unknown[]) => {
    const { tnx } = (entry ?? {}) as { tnx?: string };
    if (tnx !== 'client' && tnx !== 'server') return;
    const text = String(rest[0] ?? '').trim();
    const last = lines.at(-1) ?? '';
    const secret =
      tnx === 'client' && (/^AUTH /iu.test(text) || /^S: 334/u.test(last) || /^C: AUTH/iu.test(last));
    const shown = secret
      ? text.replace(/^(AUTH \S+).*$/iu, '$1 [masked]').replace(/^(?!AUTH).+$/iu, '[masked]')
      : text;
    lines.push(`${tnx === 'client' ? 'C' : 'S'}: ${shown}`);
  };
  return { level: () => {}, trace: note, debug: note, info: note, warn: note, error: note, fatal: note };
}
