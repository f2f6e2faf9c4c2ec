// The thread behind bulk-writer.ts: a connection of its own to the store's file. What waits is written together, as long as nobody else
// wants to write.
import { platform, setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { followAll } from '@/lib/runtime/bus';
import { log } from '@/lib/runtime/log';
import { type Db, openStore } from './db';
import type { NewMessage } from './message-rows';
import { hasManyParts, mergeTexts } from './merge-texts';
import { insertSteps } from './messages';
import { type SavedText, textSteps } from './save-texts';
import { type Step, writeSome } from './write-steps';
import { lastTurn } from './write-turn';

/** One piece of work, numbered by who asks. `messages` are `NewMessage[]` as JSON: cloning them as objects takes thrice the time. */
export interface BulkRequest {
  id: number;
  work:
    | { verb: 'insert'; accountId: number; folderId: number; messages: string }
    | { verb: 'texts'; texts: SavedText[] };
}

/** `touched`: people who have news. `error`: null when it was done. */
export interface BulkReply {
  id: number;
  touched: number[];
  error: string | null;
}

/**
 * `written` of its steps are committed or in the transaction that is open, which began at `begun`. They are made when it is its turn: what
 * waits is text as long as it can be, and of many accounts.
 */
interface Job {
  request: BulkRequest;
  steps: Step[] | null;
  written: number;
  begun: number;
}

/**
 * Linux gives each thread a priority of its own: with fewer processors than work, pages and the mail server's answers come first. A third of
 * their share: of a tenth (10) little is left where a machine is busy with other things.
 */
const BEHIND_OTHERS = 5;
/** The upkeep of the text index waits until nothing was asked for so long: what is asked for together comes in bursts. */
const QUIET_MS = 500;
/** Others in the process add to the index as well: an import two parts for each message. */
const LOOK_AGAIN_MS = 5000;
/** Upkeep that can wait no longer: so many steps for each step of work, that all parts are one long before the work has added 200. */
const MERGES = 10;

if (platform() === 'linux') setPriority(BEHIND_OTHERS);

const { file, turn } = workerData as { file: string; turn: SharedArrayBuffer };
const opened = openStore(file, lastTurn(turn));
const touched = new Set<number>();
followAll((userId) => touched.add(userId));

const waiting: Job[] = [];
/** After a failure each job is written alone: it may be the fault of one of them. */
let alone = 0;
let isBusy = false;
let quiet: NodeJS.Timeout = setTimeout(mergeInQuiet, LOOK_AGAIN_MS);

function hear(request: BulkRequest): void {
  waiting.push({ request, steps: null, written: 0, begun: 0 });
}

const toSteps = ({ work }: BulkRequest): Step[] =>
  work.verb === 'texts'
    ? textSteps(work.texts)
    : insertSteps(work.accountId, work.folderId, JSON.parse(work.messages) as NewMessage[]);

const isLeft = ({ steps, written }: Job) => steps === null || written < steps.length;

async function writeWaiting(db: Db): Promise<void> {
  while (waiting.length > 0) {
    const together: Job[] = [];
    const next = (): Step | null => {
      // What came meanwhile: nothing else is heard of while a transaction is open.
      for (let more = hearNow(); more; more = hearNow());
      const last = together.at(-1);
      const job = last && isLeft(last) ? last : waiting[together.length];
      if (!job || (alone > 0 && last && job !== last)) return null;
      if (job !== last) together.push(job);
      job.steps ??= toSteps(job.request);
      return job.steps[job.written++] ?? null;
    };
    let error: string | null = null;
    let count = 0;
    try {
      count = await writeSome(db, next);
    } catch (cause) {
      error = String(cause);
    }
    // A transaction that could not begin is the failure of whoever is first.
    settle(together.length > 0 || error === null ? together : waiting.slice(0, 1), error);
    await mergeIfMany(db, count * MERGES);
  }
}

const hearNow = (): boolean => {
  const heard = parentPort && receiveMessageOnPort(parentPort);
  if (heard) hear(heard.message as BulkRequest);
  return Boolean(heard);
};

/** Replies to those that are done with. */
function settle(together: Job[], error: string | null): void {
  if (error !== null && together.length > 1) {
    for (const job of together) job.written = job.begun;
    alone = together.length;
    return;
  }
  for (const job of together) {
    job.begun = job.written;
    if (error === null && isLeft(job)) continue;
    waiting.splice(waiting.indexOf(job), 1);
    alone = Math.max(0, alone - 1);
    parentPort?.postMessage({ id: job.request.id, touched: [...touched], error } satisfies BulkReply);
    touched.clear();
  }
}

/** Upkeep that can wait no longer, after each transaction. */
async function mergeIfMany(db: Db, steps: number): Promise<void> {
  try {
    if (await hasManyParts(db)) for (let step = 0; step < steps && (await mergeTexts(db)); step++);
  } catch (error) {
    notMerged(error);
  }
}

/** A step of the upkeep while nothing waits, and the next one soon. */
async function mergeInQuiet(): Promise<void> {
  isBusy = true;
  const isMore = await opened.then(mergeTexts).catch(notMerged);
  isBusy = false;
  if (waiting.length > 0) await work();
  else quiet = setTimeout(mergeInQuiet, isMore ? 0 : LOOK_AGAIN_MS);
}

function notMerged(error: unknown): false {
  log.warn({ error: String(error) }, 'text index not merged');
  return false;
}

async function work(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  clearTimeout(quiet);
  await writeWaiting(await opened);
  isBusy = false;
  quiet = setTimeout(mergeInQuiet, QUIET_MS);
}

parentPort?.on('message', (request: BulkRequest) => {
  hear(request);
  return work();
});
