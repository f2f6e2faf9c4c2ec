// Files that people attach: streamed to disk, bounded, named safely.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { safeFileName } from '@/lib/mime/clean-text';
import { env } from '@/lib/runtime/env';
import { store } from '@/lib/store/db';
import * as table from '@/lib/store/uploads';

/** The clear answer to a file or message above the limit. */
export function tooLarge(): AppError {
  return new AppError('too-large', {
    userMessage: `This is too large: a message can carry up to ${env().MAX_MESSAGE_MB} MB.`,
  });
}

/** Stores a file; answers what the draft keeps of it. Throws 'too-large', and leaves nothing behind then. */
export async function addUpload(
  userId: number,
  file: { name: string; type: string; contentId: string | null },
  source: Readable,
): Promise<Upload> {
  const limit = env().MAX_MESSAGE_MB * 1024 * 1024;
  const dir = join(env().DATA_DIR, 'uploads');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const id = randomBytes(16).toString('hex');
  const path = join(dir, id);
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (size > limit) done(tooLarge());
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
  const type = /^[\w.+-]+\/[\w.+-]+$/u.test(file.type) ? file.type.toLowerCase() : 'application/octet-stream';
  const upload: Upload = {
    id,
    name: safeFileName(file.name, type, '1'),
    type,
    size,
    contentId: file.contentId,
  };
  await table.addUpload(await store(), userId, { ...upload, path });
  return upload;
}

/** Removes a file of this person. One that is gone already is no error. */
export async function removeUpload(userId: number, id: string): Promise<void> {
  const path = await table.removeUpload(await store(), userId, id);
  if (path) await rm(path, { force: true });
}
