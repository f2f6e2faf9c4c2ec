// The thread behind bulk-writer.ts: a connection of its own to the store's file, one request after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { followAll } from '@/lib/runtime/bus';
import { openStore } from './db';
import type { NewMessage } from './message-rows';
import { insertMessages, type SavedText, saveTexts } from './messages';
import { lastTurn } from './write-turn';

/** One piece of work, numbered by who asks; it comes as JSON. */
export interface BulkRequest {
  id: number;
  work:
    | { verb: 'insert'; accountId: number; folderId: number; messages: NewMessage[] }
    | { verb: 'texts'; texts: SavedText[] };
}

/** `touched`: people who have news. `error`: null when it was done. */
export interface BulkReply {
  id: number;
  touched: number[];
  error: string | null;
}

const { file, turn } = workerData as { file: string; turn: SharedArrayBuffer };
const opened = openStore(file, lastTurn(turn));
const touched = new Set<number>();
followAll((userId) => touched.add(userId));

async function run({ id, work }: BulkRequest): Promise<void> {
  let error: string | null = null;
  try {
    const db = await opened;
    if (work.verb === 'insert') await insertMessages(db, work.accountId, work.folderId, work.messages);
    else await saveTexts(db, work.texts);
  } catch (cause) {
    error = String(cause);
  }
  parentPort?.postMessage({ id, touched: [...touched], error } satisfies BulkReply);
  touched.clear();
}

let last = Promise.resolve();
parentPort?.on('message', (request: string) => {
  last = last.then(() => run(JSON.parse(request) as BulkRequest));
});
