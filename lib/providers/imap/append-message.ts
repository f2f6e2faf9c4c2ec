// APPEND: puts a message into a folder (RFC 3501 6.3.11).
import type { Readable } from 'node:stream';
import { type ImapConnection, onServer, whyNot } from './connection';

/** Adds the message with these flags and internal date; answers its UID where the server tells it (RFC 4315). */
export function appendMessage(
  c: ImapConnection,
  path: string,
  raw: Buffer | Readable,
  flags: string[],
  at: Date,
): Promise<{ uid: number | null }> {
  return onServer(c, async () => {
    const chunks: Buffer[] = [];
    if (!Buffer.isBuffer(raw))
      for await (const chunk of raw) chunks.push(Buffer.from(chunk as Buffer | string));
    const bytes = Buffer.isBuffer(raw) ? raw : Buffer.concat(chunks);
    const done = await c.client.append(path, bytes, flags, at);
    if (!done) throw whyNot(c, `${c.host} did not take the copy for ${path}.`);
    return { uid: done.uid ?? null };
  });
}
