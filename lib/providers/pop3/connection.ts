// One POP3 connection (RFC 1939): what the verbs beside this file work on, and nobody else looks into.
import type { Socket } from 'node:net';
import type { ByteReader } from './byte-reader';
import type { Capabilities } from './capa';
import type { wirePen } from '../wire-record';
import { pop3Error, Refusal } from './errors';

/** RFC 2449 4 allows 512 octets; some servers say more. */
const MAX_STATUS = 4096;
/** An id of RFC 1939 7 has at most 70 octets; some servers give longer ones. */
const MAX_LINE = 4096;

/** A connection in the TRANSACTION state. One verb at a time. */
export interface Pop3Connection {
  readonly host: string;
  readonly usable: boolean;
  readonly capabilities: Capabilities;
  /** Breaks off without QUIT: the server deletes nothing (RFC 1939 6). Never throws. */
  drop(): void;
  /** For the verbs of this folder only. */
  readonly line: Line;
}

/** The wire below the verbs. */
export interface Line {
  readonly host: string;
  readonly socket: Socket;
  readonly reader: ByteReader;
  /** Writes commands and status lines down while the account's owner asks to see them; absent until the log-in is over. */
  readonly pen?: ReturnType<typeof wirePen>;
}

/** Sends one command line. `command` must have no line end in it: `argument` of login.ts sees to that. */
export function send(line: Line, command: string): void {
  line.pen?.write('client', command);
  line.socket.write(`${command}\r\n`, 'utf8');
}

/** Reads one status line: the text after '+OK'. Throws a Refusal on '-ERR'. */
export async function readStatus(line: Line): Promise<string> {
  const text = (await line.reader.line(MAX_STATUS)).toString('utf8');
  line.pen?.write('server', text);
  if (/^\+OK(?: |$)/iu.test(text)) return text.slice(4).trim();
  if (/^-ERR(?: |$)/iu.test(text)) throw new Refusal(text.slice(5).trim());
  throw Object.assign(new Error(`Not POP3: ${text.slice(0, 100)}`), { code: 'POP3_SYNTAX' });
}

/** Reads the lines of a multi-line answer up to its end, dot-stuffing undone. Throws beyond `maxLines`. */
export async function readLines(line: Line, maxLines: number, take: (text: string) => void): Promise<void> {
  for (let count = 0; ; count++) {
    const octets = await line.reader.line(MAX_LINE);
    if (octets.length === 1 && octets[0] === 46) return;
    if (count >= maxLines)
      throw Object.assign(new Error('The server lists without end.'), { code: 'POP3_LINE' });
    const text = octets.toString('utf8');
    take(text.startsWith('.') ? text.slice(1) : text);
  }
}

/** Sends a command and reads its status; errors come out as AppError. */
export function ask(c: Pop3Connection, command: string): Promise<string> {
  return onServer(c, async () => {
    send(c.line, command);
    return readStatus(c.line);
  });
}

/** Runs one verb; what it throws comes out as AppError. Whatever is not a plain refusal leaves the connection out of step: it is dropped. */
export async function onServer<T>(c: Pop3Connection, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal)) c.drop();
    throw pop3Error(error, c.host);
  }
}
