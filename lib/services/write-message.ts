// Puts a finished message on disk, with fsync, before the queue knows of it.
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OctetScan } from '@/lib/mime/octet-scan';
import { env } from '@/lib/runtime/env';

/** Streams `message` into a file of its own; answers where, and what SMTP needs to know of it. Leaves nothing behind when it fails. */
export async function writeMessage(
  message: NodeJS.ReadableStream,
): Promise<{ path: string; size: number; eightBit: boolean }> {
  const dir = resolve(env().DATA_DIR, 'outbox');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `${randomBytes(16).toString('hex')}.eml`);
  const scan = new OctetScan();
  const look = new Transform({
    transform(chunk: Buffer, _, done) {
      scan.add(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(message, look, createWriteStream(path, { mode: 0o600 }));
    const handle = await open(path);
    await handle.sync();
    await handle.close();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, size: scan.size, eightBit: scan.eightBit };
}

/** False for an attached message that could not travel as text: it goes as a file then. */
export async function fitsAsText(path: string): Promise<boolean> {
  const scan = new OctetScan();
  for await (const chunk of createReadStream(path)) scan.add(chunk as Buffer);
  return !scan.unfit;
}
