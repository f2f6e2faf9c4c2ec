// Works the message queue: claims what is due, has it delivered, then files the Sent copy.
import { rm } from 'node:fs/promises';
import { log } from '@/lib/runtime/log';
import { once } from '@/lib/runtime/once';
import { type Db, store } from '@/lib/store/db';
import { claimFiling, markFiled, postponeFiling } from '@/lib/store/outbox-filing';
import {
  type Busy,
  claimDue,
  LEASE_MS,
  nextDueAt,
  type QueuedMessage,
  recoverExpired,
} from '@/lib/store/outbox-queue';
import { attempt } from './attempt';
import { backoffMs } from './backoff';
import { startHeartbeat } from './heartbeat';
import { HostPace } from './host-pace';
import { Rest } from './rest';

/** What the queue asks of those who hold the IMAP connections. */
export interface MailboxWork {
  /** Files the Sent copy and marks the original answered. */
  fileSent: (queued: QueuedMessage) => Promise<void>;
  /** Nobody knows whether the message left: looks for a copy in Sent. */
  lookForCopy: (queued: QueuedMessage) => Promise<void>;
}

/** Attempts at a time over all hosts; HostPace bounds each host. */
const AT_ONCE = 16;
/** Sent copies at a time, one an account: people's own clicks use the same connections. */
const FILING_AT_ONCE = 4;
/** APPEND needs a message's octets in memory: beyond this no further one is begun. */
const FILING_OCTETS = 8 * 1024 * 1024;
/** With so many on their way at once, messages go first: of their copies one is begun every two seconds, the others follow the burst. */
const BURST = 3;
const FILING_PAUSE_MS = 2000;
const LONGEST_SLEEP_MS = 30_000;
const RECOVER_MS = 5000;

interface Worker {
  wake(signedIn?: number[]): void;
  pauses(): Map<string, number>;
  stop(): Promise<void>;
}

const current = once('outbox', () => ({ worker: null as Worker | null }));

/** Looks at the queue now instead of at the next due time; `signedIn` are accounts whose refused log-in counts no more. */
export function wakeOutbox(signedIn: number[] = []): void {
  current.worker?.wake(signedIn);
}

/** Hosts that asked for less and are left alone, with the end of it (epoch ms). */
export function pausedHosts(): Map<string, number> {
  return current.worker?.pauses() ?? new Map();
}

/** Starts the one worker of this process. */
export function startOutbox(mailbox: MailboxWork): Worker {
  current.worker ??= run(mailbox);
  return current.worker;
}

function run(mailbox: MailboxWork): Worker {
  let stopped = false;
  const rest = new Rest();
  const hosts = new HostPace();
  const accounts = new HostPace();
  const sending = new Map<number, { accountId: number; done: Promise<void> }>();
  const filing = new Map<number, { octets: number; done: Promise<void> }>();
  let filingBeganAt = 0;

  const wake = (signedIn: number[] = []) => {
    for (const accountId of signedIn) accounts.forgive(String(accountId));
    rest.wake();
  };
  const logged = (job: Promise<void>) =>
    job.catch((error: unknown) => log.error({ error: String(error) }, 'outbox'));

  const send = async (db: Db, queued: QueuedMessage) => {
    const account = String(queued.accountId);
    hosts.begin(queued.host);
    accounts.begin(account);
    let verdict: Awaited<ReturnType<typeof attempt>> = { host: 'other', account: 'other', isUnclear: false };
    try {
      verdict = await attempt(db, queued);
    } finally {
      hosts.end(queued.host, verdict.host, Date.now());
      accounts.end(account, verdict.account, Date.now());
    }
    if (verdict.isUnclear) void logged(mailbox.lookForCopy(queued));
  };
  const startSending = (db: Db, queued: QueuedMessage) => {
    const done = logged(send(db, queued)).finally(() => {
      sending.delete(queued.id);
      wake();
    });
    sending.set(queued.id, { accountId: queued.accountId, done });
  };
  const startFiling = (db: Db, queued: QueuedMessage) => {
    const done = logged(file(db, queued, mailbox.fileSent)).finally(() => {
      filing.delete(queued.accountId);
      wake();
    });
    filing.set(queued.accountId, { octets: queued.size, done });
    filingBeganAt = Date.now();
  };
  const mayFile = () => {
    if (sending.size >= BURST && Date.now() - filingBeganAt < FILING_PAUSE_MS) return false;
    const octets = [...filing.values()].reduce((sum, one) => sum + one.octets, 0);
    return !stopped && filing.size < FILING_AT_ONCE && octets < FILING_OCTETS;
  };

  const busy = (): Busy => ({
    accounts: accounts.full(Date.now()).map(Number),
    hosts: hosts.full(Date.now()),
  });
  /** Accounts that have nothing under way come first, so that a long queue of one holds up nobody else's single message. */
  const claim = async (db: Db) => {
    const now = Date.now();
    const { accounts: full = [], hosts: fullHosts = [] } = busy();
    const working = [...sending.values()].map(({ accountId }) => accountId);
    const first = await claimDue(db, now, { accounts: [...full, ...working], hosts: fullHosts });
    return first ?? (working.length > 0 ? claimDue(db, now, { accounts: full, hosts: fullHosts }) : null);
  };

  const loop = (async () => {
    const db = await store();
    let recoverAt = 0;
    while (!stopped) {
      rest.begin();
      try {
        if (Date.now() >= recoverAt) {
          await recoverExpired(db, Date.now());
          recoverAt = Date.now() + RECOVER_MS;
        }
        while (!stopped && sending.size < AT_ONCE) {
          const queued = await claim(db);
          if (!queued) break;
          startSending(db, queued);
        }
        while (mayFile()) {
          const now = Date.now();
          const queued = await claimFiling(db, now, now + LEASE_MS, [...filing.keys()]);
          if (!queued) break;
          startFiling(db, queued);
        }
        await rest.sleep(() => waitMs(db));
      } catch (error) {
        log.error({ error: String(error) }, 'outbox');
        await rest.sleep(async () => 1000);
      }
    }
  })();

  /** Until something is due, or a host or account may be asked again. What runs wakes the loop when it ends. */
  async function waitMs(db: Db): Promise<number> {
    const now = Date.now();
    const isFull = sending.size >= AT_ONCE;
    const due = isFull ? null : await nextDueAt(db, busy());
    const ends = [hosts.nextEndAt(now), accounts.nextEndAt(now)].filter((at) => at !== null);
    const least = sending.size > 0 || filing.size > 0 ? 250 : 10;
    return Math.min(LONGEST_SLEEP_MS, Math.max(least, Math.min(due ?? Infinity, ...ends) - now));
  }

  return {
    wake,
    pauses: () => hosts.pauses(Date.now()),
    stop: async () => {
      stopped = true;
      wake();
      await loop;
      await Promise.all([...sending.values(), ...filing.values()].map((job) => job.done));
      current.worker = null;
    },
  };
}

/** The Sent copy is a step of its own, tried again until it is there; it never sends anything. */
async function file(db: Db, queued: QueuedMessage, fileSent: MailboxWork['fileSent']): Promise<void> {
  const stopHeartbeat = startHeartbeat(() => postponeFiling(db, queued.id, Date.now() + LEASE_MS));
  try {
    await fileSent(queued);
  } catch (error) {
    log.warn({ outbox: queued.id, error: String(error) }, 'Sent copy not filed yet');
    await postponeFiling(db, queued.id, Date.now() + backoffMs(queued.fileAttempts, Math.random()));
    return;
  } finally {
    stopHeartbeat();
  }
  if (await markFiled(db, queued, Date.now())) await rm(queued.path, { force: true });
}
