// The beginning of an attached file, as text: none of it is ever a document of our own origin.
import type { Readable } from 'node:stream';
import type { FilePreview } from '@/lib/contract/preview';
import { previewKind } from '@/lib/contract/preview-kind';
import { notFound } from '@/lib/errors';
import { decodeCharset } from '@/lib/mime/charset';
import { parseMessage } from '@/lib/mime/parse-message';
import { readTable } from '@/lib/mime/read-table';
import { attachmentsOf } from '@/lib/mime/structure';
import { store } from '@/lib/store/db';
import { getMessage } from '@/lib/store/read-messages';
import { openPart } from '@/lib/sync/open-part';
import { readBounded } from '@/lib/sync/read-bounded';

/** Octets of a text or a table, and UTF-16 units of a message's text. */
const MAX_TEXT = 200_000;
const TABLE = { rows: 200, columns: 30, field: 500 };
/** A message has its text in front of its files, but for odd ones. */
const MAX_MESSAGE = 4_000_000;
const LONGEST_MS = 10_000;
const MAX_FILES = 100;

/** Throws 'not found' for a part that this person's message does not have, and for a file of which nothing is shown. */
export async function previewPart(userId: number, messageId: number, part: string): Promise<FilePreview> {
  const { attachment, charset, stream } = await openPart(
    await getMessage(await store(), userId, messageId),
    part,
  );
  const kind = previewKind(attachment);
  if (kind === 'message') return previewMessage(stream);
  if (kind === null) {
    stream.destroy();
    throw notFound('preview');
  }
  const octets = await readBounded(stream, MAX_TEXT);
  const text = decodeCharset(octets.subarray(0, MAX_TEXT), charset);
  const goesOn = octets.length > MAX_TEXT;
  if (kind === 'text') return { kind, text, isCut: goesOn };
  const { rows, isCut } = readTable(text, TABLE);
  return { kind, rows, isCut: isCut || goesOn };
}

async function previewMessage(stream: Readable): Promise<FilePreview> {
  const { envelope, structure, text, problem } = await parseMessage(stream, {
    signal: AbortSignal.timeout(LONGEST_MS),
    maxOctets: MAX_MESSAGE,
  });
  // A way that broke is no damage of the message: it may be asked for again.
  if (stream.errored) throw stream.errored;
  const { subject, from, to, cc, date } = envelope;
  const files = structure ? attachmentsOf(structure).filter(({ inline }) => !inline) : [];
  return {
    kind: 'message',
    subject,
    from,
    to,
    cc,
    date,
    text: (text ?? '').slice(0, MAX_TEXT),
    files: files.slice(0, MAX_FILES).map(({ name }) => name),
    isCut: problem !== null || (text ?? '').length > MAX_TEXT || files.length > MAX_FILES,
  };
}
