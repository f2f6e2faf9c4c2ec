// The messages of a file that somebody brought: an mbox, a zip of .eml files, or one .eml; read on from where an earlier try stopped.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Entry, open as openZip, type ZipFile } from 'yauzl';
import { AppError } from '@/lib/errors';
import { readMbox } from '@/lib/mime/mbox';
import type { FiledFlags } from './filing';

/** One message. `position` is where to go on after it; `octets` null: it is there but cannot be read. */
export interface ImportEntry {
  octets: Buffer | null;
  flags: FiledFlags;
  at: number | null;
  position: number;
}

const LARGEST = 128 * 1024 * 1024;

/** How far positions go, and the messages from `position` on. Throws AppError for a file that is none of the three. */
export async function openImport(
  path: string,
  position: number,
): Promise<{ total: number; entries: AsyncGenerator<ImportEntry> }> {
  const start = await firstOctets(path, 8);
  if (start.startsWith('PK')) return openZipped(path, position);
  const { size } = await stat(path);
  if (start.startsWith('From ')) return { total: size, entries: fromMbox(path, position) };
  if (!/^[!-9;-~]+[:\s]?/u.test(start) || size > LARGEST)
    throw new AppError('bad-request', {
      userMessage: 'This is no mbox file, no zip file and no message (.eml).',
      field: 'file',
    });
  return { total: size, entries: single(path, position, size) };
}

async function firstOctets(path: string, count: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer: octets, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return octets.subarray(0, bytesRead).toString('latin1');
  } finally {
    await file.close();
  }
}

async function* fromMbox(path: string, start: number): AsyncGenerator<ImportEntry> {
  for await (const { octets, flags, at, end } of readMbox(createReadStream(path, { start }), start))
    yield { octets, flags, at, position: end };
}

async function* single(path: string, position: number, size: number): AsyncGenerator<ImportEntry> {
  if (position < size)
    yield { octets: withCrlf(await buffer(createReadStream(path))), flags: {}, at: null, position: size };
}

/** A file from a system that ends lines with LF alone. */
function withCrlf(octets: Buffer): Buffer {
  if (octets.includes('\r\n')) return octets;
  return Buffer.from(octets.toString('latin1').replace(/\n/gu, '\r\n'), 'latin1');
}

async function openZipped(
  path: string,
  position: number,
): Promise<{ total: number; entries: AsyncGenerator<ImportEntry> }> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, opened) => {
      if (opened) resolve(opened);
      else
        reject(
          new AppError('bad-request', {
            userMessage: 'This zip file is damaged and cannot be read.',
            field: 'file',
            cause: error,
          }),
        );
    });
  });
  return { total: zip.entryCount, entries: fromZip(zip, position) };
}

async function* fromZip(zip: ZipFile, start: number): AsyncGenerator<ImportEntry> {
  try {
    for (let index = 0; index < zip.entryCount; index++) {
      const entry = await nextEntry(zip);
      if (!entry) return;
      if (index < start || !/(?:^|\/)[^/._][^/]*\.eml$/iu.test(entry.fileName)) continue;
      const octets = await contentOf(zip, entry);
      yield {
        octets: octets && withCrlf(octets),
        flags: flagsOf(entry.fileName),
        at: entry.getLastModDate().getTime(),
        position: index + 1,
      };
    }
  } finally {
    zip.close();
  }
}

function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    // Each waits for one of three and must leave none of them behind.
    const off = () => {
      zip.off('entry', onEntry).off('end', onEnd).off('error', onError);
    };
    const onEntry = (entry: Entry) => {
      off();
      resolve(entry);
    };
    const onEnd = () => {
      off();
      resolve(null);
    };
    const onError = (error: Error) => {
      off();
      reject(error);
    };
    zip.on('entry', onEntry).on('end', onEnd).on('error', onError);
    zip.readEntry();
  });
}

/** Null for what is damaged, encrypted or far too large; others go on. */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer | null> {
  if (entry.uncompressedSize > LARGEST) return null;
  try {
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (opened ? resolve(opened) : reject(error)));
    });
    return await buffer(stream);
  } catch {
    return null;
  }
}

/** As our export names files: the letters of Maildir before the ending. */
function flagsOf(name: string): FiledFlags {
  const letters = /\.([DFRS]+)\.eml$/u.exec(name)?.[1] ?? '';
  return {
    seen: letters.includes('S'),
    flagged: letters.includes('F'),
    answered: letters.includes('R'),
    draft: letters.includes('D'),
  };
}
