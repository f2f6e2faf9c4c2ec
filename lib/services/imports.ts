// Bringing mail in: a file is announced, sent in pieces that can be repeated, and read into the folder by the engine.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportJob, ImportStart } from '@/lib/contract/imports';
import { AppError } from '@/lib/errors';
import { env } from '@/lib/runtime/env';
import { store } from '@/lib/store/db';
import { getFolder } from '@/lib/store/folders';
import * as table from '@/lib/store/imports';
import { startImport, stopImports } from '@/lib/sync/import-file';

/** One request carries at most so much: a proxy in front may bound bodies. */
const MAX_PIECE = 64 * 1024 * 1024;

/** Announces a file for a folder of this person. */
export async function beginImport(userId: number, { folderId, name, size }: ImportStart): Promise<ImportJob> {
  const db = await store();
  const folder = await getFolder(db, userId, folderId);
  if (!folder.selectable)
    throw new AppError('bad-request', {
      userMessage: `${folder.name} cannot hold messages.`,
      field: 'folderId',
    });
  const dir = resolve(env().DATA_DIR, 'imports');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, randomBytes(16).toString('hex'));
  await (await open(path, 'wx', 0o600)).close();
  return wire(await table.addImport(db, { userId, folderId, name, path, size }));
}

/** How an import stands. */
export async function getImport(userId: number, id: number): Promise<ImportJob> {
  return wire(await table.getImport(await store(), userId, id));
}

/** Takes the piece that begins at `offset`, which must be what is here already; the last piece starts the reading. */
export async function receivePiece(
  userId: number,
  id: number,
  offset: number,
  piece: Readable,
): Promise<ImportJob> {
  const db = await store();
  const job = await table.getImport(db, userId, id);
  const { size: here } = await stat(job.path).catch(() => ({ size: -1 }));
  if (job.state !== 'receiving' || offset !== here)
    throw new AppError('bad-request', {
      userMessage: 'This piece does not fit what was sent before.',
      field: 'offset',
    });
  try {
    await pipeline(
      piece,
      bounded(Math.min(MAX_PIECE, job.size - offset)),
      createWriteStream(job.path, { flags: 'a' }),
    );
  } catch (error) {
    await truncate(job.path, offset);
    throw error;
  }
  const { size: received } = await stat(job.path);
  if (received === job.size) {
    const file = await open(job.path, 'r');
    await file.sync().finally(() => file.close());
    await table.saveImport(db, id, { state: 'running' });
    startImport(id);
  }
  return getImport(userId, id);
}

/** Ends an import; what it added stays. */
export async function cancelImport(userId: number, id: number): Promise<void> {
  const db = await store();
  const job = await table.getImport(db, userId, id);
  await stopImports(id);
  await table.removeImport(db, userId, id);
  await rm(job.path, { force: true });
}

function bounded(limit: number): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      length += chunk.length;
      if (length <= limit) return done(null, chunk);
      done(new AppError('too-large', { userMessage: 'More was sent than the file has.', field: 'size' }));
    },
  });
}

async function wire({ userId: _, path, ...job }: table.ImportRow): Promise<ImportJob> {
  const received = job.state === 'receiving' ? ((await stat(path).catch(() => null))?.size ?? 0) : job.size;
  return { ...job, received };
}
