// A folder as one stream, mbox or zip of .eml files: one message after the other, nothing buffered as a whole.
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { isAppError } from '@/lib/errors';
import { safeFileName } from '@/lib/mime/clean-text';
import { writeMbox } from '@/lib/mime/mbox';
import type { Db } from '@/lib/store/db';
import { messagesToExport } from '@/lib/store/export-rows';
import type { MessageRow } from '@/lib/store/read-messages';
import { openSource } from './open-part';

/** mbox. A message that is gone from its server meanwhile is left out; a server that breaks off ends the stream with an error. */
export function exportMbox(db: Db, userId: number, folderId: number): Readable {
  return Readable.from(
    (async function* () {
      for await (const message of messagesToExport(db, userId, folderId)) {
        const source = await openOrNull(message);
        const { date: at, seen, flagged, answered, draft } = message;
        if (source) yield* writeMbox(source, { at, flags: { seen, flagged, answered, draft } });
      }
    })(),
    { objectMode: false },
  );
}

/** Zip: a file each, dated, with Maildir's letters for its flags in the name. */
export function exportZip(db: Db, userId: number, folderId: number): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  // A reader who leaves ends the wait for the message that is written.
  let leave = () => {};
  output.once('close', () => leave());
  const add = async () => {
    let number = 0;
    for await (const message of messagesToExport(db, userId, folderId)) {
      if (output.destroyed) return;
      const source = await openOrNull(message);
      if (!source) continue;
      // One at a time: the next is opened when this one is written.
      await new Promise<void>((resolve, reject) => {
        source.once('end', resolve);
        source.once('error', reject);
        leave = () => {
          source.destroy();
          resolve();
        };
        zip.addReadStream(source, fileName(++number, message), { mtime: new Date(message.date) });
      });
    }
    zip.end();
  };
  zip.on('error', (error: Error) => output.destroy(error));
  add().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}

async function openOrNull(message: MessageRow): Promise<Readable | null> {
  try {
    return await openSource(message);
  } catch (error) {
    if (isAppError(error) && error.code === 'message-gone') return null;
    throw error;
  }
}

function fileName(number: number, { subject, seen, flagged, answered, draft }: MessageRow): string {
  const letters = `${draft ? 'D' : ''}${flagged ? 'F' : ''}${answered ? 'R' : ''}${seen ? 'S' : ''}`;
  const words = safeFileName(
    subject.slice(0, 60).replace(/[/.]/gu, ' ').trim() || 'message',
    'text/plain',
    '1',
  );
  const name = words.replace(/\.[^.]{1,5}$/u, '');
  return `${String(number).padStart(6, '0')} ${name}${letters ? `.${letters}` : ''}.eml`;
}
