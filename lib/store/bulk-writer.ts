// Writes fetched messages and their texts into the index in a thread of its own: a back-fill of 100,000 messages keeps no page waiting.
import type { Worker } from 'node:worker_threads';
import { signal } from '@/lib/runtime/bus';
import { once } from '@/lib/runtime/once';
import { startThread } from '@/lib/runtime/thread';
import type { BulkReply, BulkRequest } from './bulk-writer-thread';
import { type Db, hasTwoWriters, store, storeFile, writeTurn } from './db';
import type { NewMessage } from './message-rows';
import { insertMessages } from './messages';
import { type SavedText, saveTexts } from './save-texts';
import { lastTurn } from './write-turn';

interface Writer {
  worker: Worker;
  asked: Map<number, { resolve: () => void; reject: (error: Error) => void }>;
}
const current = once('bulk-writer', () => ({ writer: null as Writer | null, serial: 0 }));

/** As `insertMessages` (messages.ts); resolves when all is committed and browsers are told. Another store than the process's has no thread. */
export const insertInBulk = (
  db: Db,
  accountId: number,
  folderId: number,
  messages: NewMessage[],
): Promise<void> =>
  hasTwoWriters(db)
    ? ask({ verb: 'insert', accountId, folderId, messages: JSON.stringify(messages) })
    : insertMessages(db, accountId, folderId, messages);

/** As `saveTexts` (save-texts.ts), likewise. */
export const saveTextsInBulk = (db: Db, texts: SavedText[]): Promise<void> =>
  hasTwoWriters(db) ? ask({ verb: 'texts', texts }) : saveTexts(db, texts);

/** Starts the thread (after the store is opened, and migrated, here), so that the first who signs in does not wait for it. */
export async function startBulkWriter(): Promise<void> {
  await store();
  current.writer ??= start();
}

/** Holds on to `work` no longer than it takes to hand it over: what waits for the answer would keep megabytes. */
const ask = (work: BulkRequest['work']): Promise<void> =>
  startBulkWriter().then(() => answerOf(current.writer!, handOver(current.writer!, work)));

function handOver(writer: Writer, work: BulkRequest['work']): number {
  const id = ++current.serial;
  writer.worker.ref();
  writer.worker.postMessage({ id, work } satisfies BulkRequest);
  return id;
}

async function answerOf(writer: Writer, id: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      writer.asked.set(id, { resolve, reject });
    });
  } finally {
    writer.asked.delete(id);
    if (writer.asked.size === 0) writer.worker.unref();
  }
}

function start(): Writer {
  const worker = startThread('lib/store/bulk-writer-thread.ts', {
    workerData: { file: storeFile(), turn: writeTurn() },
    // A batch takes a few megabytes, an extreme one (thousands of recipients a message) a hundred.
    resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 },
  });
  const writer: Writer = { worker, asked: new Map() };
  worker.on('message', (reply: BulkReply) => {
    for (const userId of reply.touched) signal(userId);
    const job = writer.asked.get(reply.id);
    if (reply.error === null) job?.resolve();
    else job?.reject(new Error(reply.error));
  });
  let reason = 'The bulk writer ended.';
  worker.on('error', (error) => {
    reason = String(error);
  });
  // Whoever waits tries again, as after any other failure; the next request starts a new thread.
  worker.on('exit', () => {
    if (current.writer === writer) current.writer = null;
    lastTurn(writeTurn()).release();
    for (const { reject } of writer.asked.values()) reject(new Error(reason));
  });
  return writer;
}
