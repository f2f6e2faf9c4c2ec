// Connects to a mail server's port, guarded, and reads the line it greets with.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Allow, guarded } from './guard';

const MAX_LINE = 4096;

/** Where to connect. With `tls` the certificate must be good for `host`, unless self-signed ones are allowed. */
export interface Door {
  host: string;
  port: number;
  security: 'tls' | 'starttls';
  allow: Allow;
  allowSelfSigned: boolean;
  timeoutMs: number;
}

/** The first line, without its end; '' when the server closed at once. Throws what the network threw. */
export async function readGreeting(door: Door): Promise<string> {
  const { host, port, timeoutMs } = door;
  const options = { ...guarded(host, door.allow), port };
  const socket: Socket =
    door.security === 'tls'
      ? connectTls({
          ...options,
          // An address is no server name (RFC 6066 3).
          ...(isIP(host) ? {} : { servername: host }),
          rejectUnauthorized: !door.allowSelfSigned,
        })
      : connect(options);
  const timer = setTimeout(() => socket.destroy(timedOut()), timeoutMs);
  try {
    return await new Promise<string>((resolve, reject) => {
      let heard = '';
      socket.on('error', reject);
      socket.on('close', () => resolve(heard));
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        const end = heard.search(/\r?\n/u);
        if (end >= 0 || heard.length > MAX_LINE) resolve(heard.slice(0, end >= 0 ? end : MAX_LINE));
      });
    });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

const timedOut = () => Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' });

/** What a greeting shows: IMAP (RFC 3501 7.1), POP3 (RFC 1939 4), SMTP (RFC 5321 3.1), HTTP, or something else. */
export function protocolOf(greeting: string): 'imap' | 'pop3' | 'smtp' | 'http' | null {
  if (/^\* (?:OK|PREAUTH|BYE)\b/iu.test(greeting)) return 'imap';
  if (/^(?:\+OK|-ERR)(?: |$)/iu.test(greeting)) return 'pop3';
  if (/^(?:220|421|554)[ -]/u.test(greeting)) return 'smtp';
  return /^HTTP\/|^<(?:!DOCTYPE|html)/iu.test(greeting) ? 'http' : null;
}
