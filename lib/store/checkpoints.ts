// Copies SQLite's write-ahead log into the database file, in a thread of its own: that waits for the disk, and a page must not.
import { Worker } from 'node:worker_threads';
import { log } from '@/lib/runtime/log';

const EVERY_MS = 1000;

/** Plain text, because a bundled server has no source file to start a thread from. */
const THREAD = `
  const { workerData } = require('node:worker_threads');
  const sqlite = new (require('better-sqlite3'))(workerData.file);
  sqlite.pragma('synchronous = NORMAL');
  setInterval(() => sqlite.pragma('wal_checkpoint(PASSIVE)'), workerData.everyMs);
`;

/** Starts it for the process's life. Should it end, commits do the copying themselves (wal_autocheckpoint). */
export function startCheckpoints(file: string): Worker {
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { file, everyMs: EVERY_MS },
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  worker.on('error', (error) => log.warn({ error: String(error) }, 'checkpoints moved to the main thread'));
  worker.unref();
  return worker;
}
