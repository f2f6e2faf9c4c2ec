// Streams attachments and raw source from where the message is, nothing buffered as a whole.
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Attachment } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { decodeStream } from '@/lib/mime/decode-part';
import { attachmentsOf, findPart } from '@/lib/mime/structure';
import type { MessageRow } from '@/lib/store/read-messages';
import { type OpenedMessage, withMessage } from './opened-message';

/** An attachment's decoded octets, and the charset it says they are in. Throws 'not found' for a part that the message does not have. */
export async function openPart(
  message: MessageRow,
  number: string,
): Promise<{ attachment: Attachment; charset: string | undefined; stream: Readable }> {
  return streamed(message, async (opened) => {
    const structure = await opened.structure();
    const part = structure && findPart(structure, number);
    const attachment = structure && attachmentsOf(structure).find((one) => one.part === number);
    if (!part || !attachment) throw notFound('attachment');
    const { source, encoding } = await opened.part(part);
    return {
      answer: { attachment, charset: part.parameters.charset },
      source,
      through: decodeStream(encoding),
    };
  });
}

/** The whole message as it lies there. */
export async function openSource(message: MessageRow): Promise<Readable> {
  const { stream } = await streamed(message, async (opened) => ({
    answer: {},
    source: await opened.raw(),
    through: new PassThrough(),
  }));
  return stream;
}

/** Answers as soon as the first octets are there; the way to the message is held until the stream ends or its reader leaves. */
function streamed<T>(
  message: MessageRow,
  open: (
    opened: OpenedMessage,
  ) => Promise<{ answer: T; source: Readable; through: NodeJS.ReadWriteStream & Readable }>,
): Promise<T & { stream: Readable }> {
  return new Promise((resolve, reject) => {
    withMessage(message, async (opened) => {
      const { answer, source, through } = await open(opened);
      resolve({ ...answer, stream: through });
      await pipeline(source, through).catch(() => {});
    }).catch(reject);
  });
}
