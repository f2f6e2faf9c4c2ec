// Streams a part or a whole message in chunks, so that a slow reader fills no memory and others get their turn.
import { Readable } from 'node:stream';
import { AppError } from '@/lib/errors';
import { type ImapConnection, inFolder } from './connection';

const CHUNK = 256 * 1024;
const LONGEST_HEADER = 1024 * 1024;

/** The part's octets as they are in the message (still transfer-encoded). Throws 'message-gone' when it is not there. */
export function fetchPart(c: ImapConnection, path: string, uid: number, part: string): Promise<Readable> {
  return chunks(c, path, uid, (start) => ({
    query: { bodyParts: [{ key: part, start, maxLength: CHUNK }] },
    pick: (message) => message.bodyParts?.get(part.toLowerCase()),
  }));
}

/** The whole message, RFC 5322 octets. */
export function fetchRaw(c: ImapConnection, path: string, uid: number): Promise<Readable> {
  return chunks(c, path, uid, (start) => ({
    query: { source: { start, maxLength: CHUNK } },
    pick: (message) => message.source,
  }));
}

/** The first 256 KB of a message. */
export function fetchRawStart(c: ImapConnection, path: string, uid: number): Promise<Buffer> {
  const run = async () => {
    const query = { uid: true, source: { start: 0, maxLength: CHUNK } };
    const message = await c.client.fetchOne(String(uid), query, { uid: true });
    if (!message) throw gone();
    return message.source ?? Buffer.alloc(0);
  };
  return inFolder(c, path, run, [uid]);
}

/** The message's header section, at most a megabyte of it. */
export function fetchHeader(c: ImapConnection, path: string, uid: number): Promise<Buffer> {
  const run = async () => {
    const query = { uid: true, bodyParts: [{ key: 'HEADER', start: 0, maxLength: LONGEST_HEADER }] };
    const message = await c.client.fetchOne(String(uid), query, { uid: true });
    if (!message) throw gone();
    return message.headers ?? Buffer.alloc(0);
  };
  return inFolder(c, path, run, [uid]);
}

interface Fetched {
  source?: Buffer | undefined;
  bodyParts?: Map<string, Buffer> | undefined;
}
type Ask = (start: number) => {
  query: NonNullable<Parameters<ImapConnection['client']['fetchOne']>[1]>;
  pick: (message: Fetched) => Buffer | undefined;
};

async function chunks(c: ImapConnection, path: string, uid: number, ask: Ask): Promise<Readable> {
  const next = (start: number) => {
    const run = async () => {
      const { query, pick } = ask(start);
      const message = await c.client.fetchOne(String(uid), { uid: true, ...query }, { uid: true });
      if (!message) throw gone();
      return pick(message) ?? Buffer.alloc(0);
    };
    return inFolder(c, path, run, [uid]);
  };
  // The first chunk is fetched before answering, so that a message that is gone is an error and not a broken stream.
  const first = await next(0);
  return Readable.from(
    (async function* () {
      let chunk = first;
      let start = 0;
      for (;;) {
        if (chunk.length > 0) yield chunk;
        // Shorter: the end. Longer: a server that ignores the bounds and sent all.
        if (chunk.length !== CHUNK) return;
        start += chunk.length;
        chunk = await next(start);
      }
    })(),
    { objectMode: false },
  );
}

const gone = () =>
  new AppError('message-gone', { userMessage: 'This message is no longer on the mail server.' });
