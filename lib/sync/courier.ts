// The courier: carries what waits to be brought to another account, one message an account at a time, again after what is temporary.
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/runtime/log';
import { once } from '@/lib/runtime/once';
import { type Db, store } from '@/lib/store/db';
import {
  accountsToBringTo,
  type Bringing,
  nextBringingAt,
  nextToBring,
  postponeBringing,
} from '@/lib/store/transfer-queue';
import { finishBringing, finishHere, giveUpBringing, releaseHolds } from '@/lib/store/transfers';
import { carryMessage } from './carry-message';
import { engines } from './engines';
import { Signal } from './signal';

const FIRST_RETRY_MS = 2000;
const MAX_RETRY_MS = 5 * 60_000;
const LONGEST_SLEEP_MS = 30_000;

interface Courier {
  wake(): void;
  stop(): Promise<void>;
}

const current = once('courier', () => ({ courier: null as Courier | null }));

/** Something new waits: looks now instead of at the next due time. */
export function wakeCourier(): void {
  current.courier?.wake();
}

/** Starts the one courier of this process. */
export function startCourier(): Courier {
  current.courier ??= run();
  return current.courier;
}

function run(): Courier {
  const signal = new Signal();
  const jobs = new Map<number, Promise<void>>();
  let stopped = false;

  const work = async (db: Db, accountId: number) => {
    while (!stopped && (await carryNext(db, accountId)));
  };
  const loop = (async () => {
    const db = await store();
    while (!stopped) {
      signal.lower();
      try {
        await releaseHolds(db);
        for (const accountId of await accountsToBringTo(db, Date.now())) {
          if (jobs.has(accountId)) continue;
          const job = work(db, accountId)
            .catch((error) => log.error({ error: String(error) }, 'courier'))
            .finally(() => {
              jobs.delete(accountId);
              signal.raise();
            });
          jobs.set(accountId, job);
        }
        const dueAt = jobs.size > 0 ? null : await nextBringingAt(db);
        await signal.wait(
          Math.min(LONGEST_SLEEP_MS, Math.max(10, (dueAt ?? Number.POSITIVE_INFINITY) - Date.now())),
        );
      } catch (error) {
        log.error({ error: String(error) }, 'courier');
        await signal.wait(1000);
      }
    }
  })();

  return {
    wake: () => signal.raise(),
    stop: async () => {
      stopped = true;
      signal.raise();
      await loop;
      await Promise.all(jobs.values());
      current.courier = null;
    },
  };
}

/** False when nothing is due to this account. */
async function carryNext(db: Db, accountId: number): Promise<boolean> {
  const bringing = await nextToBring(db, accountId, Date.now());
  if (!bringing) return false;
  try {
    const carried = await carryMessage(db, accountId, bringing);
    if (carried === 'cancelled') return true;
    if (carried === 'later') await postpone(db, bringing);
    else if ('never' in carried) await giveUpBringing(db, bringing.targetId, carried.never);
    else if ('kept' in carried) wake(accountId, await finishHere(db, bringing, carried.kept));
    else wake(accountId, await finishBringing(db, bringing, carried.there));
  } catch (error) {
    if (!isAppError(error)) {
      await postpone(db, bringing);
      throw error;
    }
    log.warn({ account: accountId, error: String(error) }, 'message not brought yet');
    if (error.temporary || error.code === 'wrong-password') await postpone(db, bringing);
    else await giveUpBringing(db, bringing.targetId, error.userMessage);
  }
  return true;
}

function wake(accountId: number, freed: number | null): void {
  if (freed !== null) engines().wake(freed);
  // What was done to it meanwhile can go to its server now, and its text can be indexed.
  engines().wake(accountId);
}

function postpone(db: Db, { changeId, attempts }: Bringing): Promise<void> {
  const waitMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10));
  return postponeBringing(db, changeId, Date.now() + waitMs);
}
