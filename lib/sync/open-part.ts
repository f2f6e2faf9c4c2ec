// Streams attachments and raw source from the mail server, nothing buffered as a whole.
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Attachment } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { decodeStream } from '@/lib/mime/decode-part';
import { attachmentsOf, findPart } from '@/lib/mime/structure';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { fetchPart, fetchRaw } from '@/lib/providers/imap/fetch-part';
import { fetchStructure } from '@/lib/providers/imap/fetch-structure';
import type { MessageRow } from '@/lib/store/read-messages';
import { withConnection } from './people-connection';
import { whereIs } from './where-is';

/** An attachment's decoded octets. Throws 'not found' for a part that the message does not have. */
export async function openPart(
  message: MessageRow,
  number: string,
): Promise<{ attachment: Attachment; stream: Readable }> {
  return streamed(message, async (c, path, uid) => {
    const structure = message.structure ?? (await fetchStructure(c, path, uid));
    const part = structure && findPart(structure, number);
    const attachment = structure && attachmentsOf(structure).find((one) => one.part === number);
    if (!part || !attachment) throw notFound('attachment');
    const source = await fetchPart(c, path, uid, number);
    return { answer: { attachment }, source, through: decodeStream(part.encoding) };
  });
}

/** The whole message as it lies on the server. */
export async function openSource(message: MessageRow): Promise<Readable> {
  const { stream } = await streamed(message, async (c, path, uid) => ({
    answer: {},
    source: await fetchRaw(c, path, uid),
    through: new PassThrough(),
  }));
  return stream;
}

/** Answers as soon as the first octets are there; the connection is held until the stream ends or its reader leaves. */
function streamed<T>(
  message: MessageRow,
  open: (
    c: ImapConnection,
    path: string,
    uid: number,
  ) => Promise<{ answer: T; source: Readable; through: NodeJS.ReadWriteStream & Readable }>,
): Promise<T & { stream: Readable }> {
  return new Promise((resolve, reject) => {
    withConnection(message.accountId, async (c) => {
      const { path, uid } = await whereIs(c, message);
      const { answer, source, through } = await open(c, path, uid);
      resolve({ ...answer, stream: through });
      await pipeline(source, through).catch(() => {});
    }).catch(reject);
  });
}
