// Files that people attach: to disk in pieces, so that a broken line costs one piece; bounded, named safely.
import { randomBytes } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload, UploadProgress, UploadStart } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { safeFileName } from '@/lib/mime/clean-text';
import { env } from '@/lib/runtime/env';
import { once } from '@/lib/runtime/once';
import { writeAll } from '@/lib/runtime/write-all';
import { store } from '@/lib/store/db';
import * as table from '@/lib/store/uploads';
import { oneAtATime } from '@/lib/sync/one-at-a-time';

const limitOctets = () => env().MAX_MESSAGE_MB * 1024 * 1024;

/** The clear answer to a file or message above the limit. */
export function tooLarge(): AppError {
  return new AppError('too-large', {
    userMessage: `This is too large: a message can carry up to ${env().MAX_MESSAGE_MB} MB.`,
  });
}

async function newFile(): Promise<{ id: string; path: string }> {
  const dir = join(env().DATA_DIR, 'uploads');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const id = randomBytes(16).toString('hex');
  return { id, path: join(dir, id) };
}

function described(id: string, file: Omit<UploadStart, 'size'>, size: number): Upload {
  const type = /^[\w.+-]+\/[\w.+-]+$/u.test(file.type) ? file.type.toLowerCase() : 'application/octet-stream';
  return { id, name: safeFileName(file.name, type, '1'), type, size, contentId: file.contentId };
}

/** Begins an upload; its octets follow by `addPiece`. Throws 'too-large'. */
export async function startUpload(userId: number, file: UploadStart): Promise<UploadProgress> {
  if (file.size > limitOctets()) throw tooLarge();
  const { id, path } = await newFile();
  const upload = described(id, file, file.size);
  await table.addUpload(await store(), userId, { ...upload, path, received: 0 });
  return { upload, received: 0 };
}

/** How far an upload has come. Throws 'not found'. */
export async function uploadProgress(userId: number, id: string): Promise<UploadProgress> {
  const { path: _, received, ...upload } = await table.getUpload(await store(), userId, id);
  return { upload, received };
}

/**
 * Adds the octets from `offset` on; what came before a broken line counts. A piece that does not begin where the last one ended changes
 * nothing: the answer says where to go on.
 */
export async function addPiece(
  userId: number,
  id: string,
  offset: number,
  source: Readable,
): Promise<UploadProgress> {
  // At once: whoever reads it hears of a broken line, too, but nobody may come to read it.
  source.on('error', () => {});
  const db = await store();
  await table.getUpload(db, userId, id);
  // Who sends again has given the piece before up, though its connection may not know that yet.
  sources.get(id)?.destroy();
  sources.set(id, source);
  try {
    await oneAtATime(`upload:${id}`, async () => {
      const { path, received, size } = await table.getUpload(db, userId, id);
      if (offset !== received || received >= size) return;
      const written = await writePiece(path, offset, size - offset, source);
      if (written > 0) await table.noteReceived(db, userId, id, offset, offset + written);
    });
  } finally {
    if (sources.get(id) === source) sources.delete(id);
  }
  return uploadProgress(userId, id);
}

/** Where the piece of an upload that came last is read from. */
const sources = once('upload-sources', () => new Map<string, Readable>());

/** Answers how many octets are on disk, with fsync. Throws what the disk throws (it is full). */
async function writePiece(path: string, offset: number, most: number, source: Readable): Promise<number> {
  let written = 0;
  // Not truncated: an earlier piece lies before it.
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      // The sender went away: what came is kept.
      const next = await chunks.next().catch(() => null);
      if (!next || next.done) break;
      const octets = next.value.subarray(0, most - written);
      await writeAll(file, octets, offset + written);
      written += octets.length;
      if (octets.length < next.value.length) throw tooLarge();
    }
    await file.sync();
  } finally {
    source.destroy();
    await file.close();
  }
  return written;
}

/** Stores a file that is read from elsewhere (a forwarded attachment). Throws 'too-large', and leaves nothing behind then. */
export async function addUpload(
  userId: number,
  file: Omit<UploadStart, 'size'>,
  source: Readable,
): Promise<Upload> {
  const { id, path } = await newFile();
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (size > limitOctets()) done(tooLarge());
      else done(null, chunk);
    },
  });
  try {
    await pipeline(source, count, createWriteStream(path, { mode: 0o600 }));
    const handle = await open(path);
    await handle.sync();
    await handle.close();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const upload = described(id, file, size);
  await table.addUpload(await store(), userId, { ...upload, path, received: size });
  return upload;
}

/** A whole upload's octets, to show an image of a draft that is written on. Throws 'not found'. */
export async function openUpload(userId: number, id: string): Promise<{ upload: Upload; stream: Readable }> {
  const { path, received: _, ...upload } = await table.getWholeUpload(await store(), userId, id);
  await stat(path);
  return { upload, stream: createReadStream(path) };
}

/** Removes a file of this person. One that is gone already is no error. */
export async function removeUpload(userId: number, id: string): Promise<void> {
  const path = await table.removeUpload(await store(), userId, id);
  if (path) await rm(path, { force: true });
}
