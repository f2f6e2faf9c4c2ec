// Works the message queue: claims what is due, delivers it, records the outcome, then files the Sent copy.
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { isAppError } from '@/lib/errors';
import { deliver } from '@/lib/providers/smtp/deliver';
import type { DeliveryOutcome } from '@/lib/providers/types';
import { log } from '@/lib/runtime/log';
import { once } from '@/lib/runtime/once';
import { getAccountById } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import {
  claimDue,
  forgetDone,
  LEASE_MS,
  markFiled,
  markTransfer,
  nextDueAt,
  nextToFile,
  postponeFiling,
  type QueuedMessage,
  recordOutcome,
  recoverExpired,
  renewLease,
} from '@/lib/store/outbox-queue';
import { serverLogin } from '@/lib/logins/server-login';
import { backoffMs } from './backoff';
import { judge } from './judge';

/** Files the Sent copy and marks the original answered; the sync engine does it, being the one with IMAP connections. */
export type FileSent = (queued: QueuedMessage) => Promise<void>;

const AT_ONCE = 4;
const LONGEST_SLEEP_MS = 30_000;
/** Finished items stay in the Outbox view for a week. */
const KEEP_DONE_MS = 7 * 24 * 3600_000;

interface Worker {
  wake(): void;
  stop(): Promise<void>;
}

const current = once('outbox', () => ({ worker: null as Worker | null }));

/** Looks at the queue now instead of at the next due time. */
export function wakeOutbox(): void {
  current.worker?.wake();
}

/** Starts the one worker of this process; `fileSent` is called once per accepted message until it succeeds. */
export function startOutbox(fileSent: FileSent): Worker {
  current.worker ??= run(fileSent);
  return current.worker;
}

function run(fileSent: FileSent): Worker {
  let stopped = false;
  let rouse: () => void = () => {};
  let roused = false;
  const sending = new Map<number, Promise<void>>();
  const filing = new Map<number, Promise<void>>();

  const start = (jobs: Map<number, Promise<void>>, accountId: number, job: Promise<void>) => {
    const done = job
      .catch((error) => log.error({ error: String(error) }, 'outbox'))
      .finally(() => {
        jobs.delete(accountId);
        wake();
      });
    jobs.set(accountId, done);
  };

  const wake = () => {
    roused = true;
    rouse();
  };

  const loop = (async () => {
    const db = await store();
    const done = await forgetDone(db, Date.now() - KEEP_DONE_MS);
    await Promise.all(done.map((path) => rm(path, { force: true })));
    while (!stopped) {
      roused = false;
      try {
        await recoverExpired(db, Date.now());
        while (!stopped && sending.size < AT_ONCE) {
          const queued = await claimDue(db, Date.now(), [...sending.keys()]);
          if (!queued) break;
          start(sending, queued.accountId, attempt(db, queued));
        }
        while (!stopped && filing.size < AT_ONCE) {
          const queued = await nextToFile(db, Date.now(), [...filing.keys()]);
          if (!queued) break;
          start(filing, queued.accountId, file(db, queued, fileSent));
        }
        const dueAt = await nextDueAt(db);
        const busy = sending.size > 0 || filing.size > 0;
        // A busy account's next message is started when its job ends; until then only leases and holds matter.
        const waitMs = Math.max(busy ? 250 : 10, (dueAt ?? Infinity) - Date.now());
        if (!roused) await sleep(Math.min(waitMs, LONGEST_SLEEP_MS));
      } catch (error) {
        log.error({ error: String(error) }, 'outbox');
        await sleep(1000);
      }
    }
  })();

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    wake,
    stop: async () => {
      stopped = true;
      wake();
      await loop;
      await Promise.all([...sending.values(), ...filing.values()]);
      current.worker = null;
    },
  };
}

/** One attempt: the store knows of it before the server does, and of the transfer before its first octet. */
async function attempt(db: Db, queued: QueuedMessage): Promise<void> {
  const heartbeat = setInterval(() => void renewLease(db, queued.id, Date.now()), LEASE_MS / 3);
  try {
    await recordOutcome(db, queued, judge(queued, await tryDelivery(db, queued), Date.now(), Math.random()));
  } finally {
    clearInterval(heartbeat);
  }
}

async function tryDelivery(db: Db, queued: QueuedMessage): Promise<DeliveryOutcome> {
  let transferring = false;
  const open = () =>
    Readable.from(
      (async function* () {
        await markTransfer(db, queued.id, Date.now());
        transferring = true;
        yield* createReadStream(queued.path) as AsyncIterable<Buffer>;
      })(),
      { objectMode: false },
    );
  const nothing = { accepted: [], refused: [], transcript: [] };
  try {
    const account = await getAccountById(db, queued.accountId);
    if (!account) return { ...nothing, result: 'refused', code: null, text: 'The account was removed.' };
    const mail = { from: queued.from, to: queued.remaining, size: queued.size, open };
    return await deliver(await serverLogin(account, 'smtp'), mail);
  } catch (error) {
    if (transferring) return { ...nothing, result: 'unclear', code: null, text: String(error) };
    const text = isAppError(error) ? error.userMessage : 'The message could not be handed over.';
    log.warn({ outbox: queued.id, error: String(error) }, 'attempt failed');
    const lasting = isAppError(error) && !error.temporary;
    return { ...nothing, result: lasting ? 'refused' : 'temporary', code: null, text };
  }
}

/** The Sent copy is a step of its own, tried again until it is there; it never sends anything. */
async function file(db: Db, queued: QueuedMessage, fileSent: FileSent): Promise<void> {
  await postponeFiling(db, queued.id, Date.now() + backoffMs(queued.fileAttempts + 1, Math.random()));
  try {
    await fileSent(queued);
  } catch (error) {
    log.warn({ outbox: queued.id, error: String(error) }, 'Sent copy not filed yet');
    return;
  }
  if (await markFiled(db, queued, Date.now())) await rm(queued.path, { force: true });
}
