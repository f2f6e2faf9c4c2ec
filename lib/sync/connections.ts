// The one place that hands out connections: so many an account and no more, people first, then the watch, then work.
import { AppError, isAppError } from '@/lib/errors';
import { connect } from '@/lib/providers/imap/connect';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { env } from '@/lib/runtime/env';
import { once } from '@/lib/runtime/once';
import { type AccountRow, getAccountById, setAccountNote } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { enter } from '@/lib/logins/enter';

/**
 * What a connection is wanted for. 'person' waits in front of a screen; 'watch' is kept for as long as it lives; 'work' is short and can
 * wait; 'look' also watches, but only with what nobody else needs.
 */
export type Purpose = 'person' | 'watch' | 'work' | 'look';

/** A connection on loan. */
export interface Lease {
  connection: ImapConnection;
  /** It was kept from before: it may have died without a sound. */
  isKept: boolean;
  /** True while others wait for one: what is long shall end. */
  isWanted(): boolean;
  /** Back to the others; a dead one is forgotten. */
  release(): void;
}

interface Waiter {
  purpose: Purpose;
  resume: () => void;
}
interface Held {
  purpose: Purpose;
  yieldIt: () => void;
}
interface Kept {
  connection: ImapConnection;
  timer: NodeJS.Timeout;
}
interface Pool {
  accountId: number;
  free: Kept[];
  openedAt: WeakMap<ImapConnection, number>;
  /** Leased, free and being opened. */
  open: number;
  held: Set<Held>;
  waiting: Waiter[];
  /** What the server allows, where that is less than the budget; tried again after a while. */
  lowered: { limit: number; until: number } | null;
  looked: Map<string, number>;
}

const RANK: Record<Purpose, number> = { person: 0, watch: 1, work: 2, look: 3 };
/** A person's next click is likely to come soon; work comes in long rows or not at all. */
const KEEP_MS: Record<Purpose, number> = { person: 5 * 60_000, watch: 0, work: 40_000, look: 0 };
const LOWERED_MS = 10 * 60_000;

const pools = once('connection-pools', () => new Map<number, Pool>());

function poolOf(accountId: number): Pool {
  const known = pools.get(accountId);
  if (known) return known;
  const pool: Pool = {
    accountId,
    free: [],
    openedAt: new WeakMap(),
    open: 0,
    held: new Set(),
    waiting: [],
    lowered: null,
    looked: new Map(),
  };
  pools.set(accountId, pool);
  return pool;
}

/**
 * Lends a signed-in connection, waiting for one when the budget is spent. `onWanted` is called when others wait for what a watch or a
 * look holds: it gives its own back then. Of those that are kept it is one no older than `maxAgeMs`, else a new one. Throws AppError when the server
 * cannot be reached; ends with `signal`.
 */
export async function leaseConnection(
  accountId: number,
  purpose: Purpose,
  options: {
    onWanted?: () => void;
    signal?: AbortSignal;
    silenceMs?: number | undefined;
    maxAgeMs?: number | undefined;
  } = {},
): Promise<Lease> {
  const held: Held = { purpose, yieldIt: options.onWanted ?? (() => {}) };
  for (;;) {
    options.signal?.throwIfAborted();
    const pool = poolOf(accountId);
    const kept = isBehind(pool, purpose) ? null : takeFree(pool, options.maxAgeMs);
    if (kept) return lend(pool, held, kept, true);
    const account = await getAccountById(await store(), accountId);
    if (!account) throw new AppError('not-found', { userMessage: 'This account does not exist any more.' });
    const tooOld = options.maxAgeMs === undefined ? undefined : pool.free[0];
    if (tooOld && !isBehind(pool, purpose) && !hasRoom(pool, purpose, account.imap.host))
      closeKept(pool, tooOld);
    if (isBehind(pool, purpose) || !hasRoom(pool, purpose, account.imap.host)) {
      await queue(pool, purpose, hasRoom(pool, 'person', account.imap.host));
      continue;
    }
    const connection = await open(pool, account, options.silenceMs);
    if (connection) return lend(pool, held, connection, false);
  }
}

/** Null when the server takes no more than there are; from now on fewer are asked for. */
async function open(
  pool: Pool,
  account: AccountRow,
  silenceMs: number | undefined,
): Promise<ImapConnection | null> {
  pool.open++;
  try {
    const options = { looked: pool.looked, ...(silenceMs === undefined ? {} : { silenceMs }) };
    const connection = await enter(account, 'imap', (login) => connect(login, options));
    pool.openedAt.set(connection, Date.now());
    return connection;
  } catch (error) {
    pool.open--;
    wakeNext(pool);
    const isFull = isAppError(error) && error.code === 'too-many-connections';
    // With none of ours open it is other programs that take them all: that is for the caller to wait out.
    if (!isFull || pool.open === 0) throw error;
    await lower(pool, account.imap.host);
    return null;
  }
}

/** How many connections this account may have now. */
function limitOf(pool: Pool, host: string): number {
  const budget = env().CONNECTIONS_BY_HOST[host.toLowerCase()] ?? env().CONNECTIONS_PER_ACCOUNT;
  if (pool.lowered && pool.lowered.until <= Date.now()) {
    pool.lowered = null;
    void note(pool.accountId, null);
  }
  return Math.min(budget, pool.lowered?.limit ?? budget);
}

const isBehind = (pool: Pool, purpose: Purpose) =>
  pool.waiting.some((waiter) => RANK[waiter.purpose] < RANK[purpose]);
const hasRoom = (pool: Pool, purpose: Purpose, host: string) =>
  pool.open < limitOf(pool, host) - (purpose === 'look' ? 1 : 0);

async function lower(pool: Pool, host: string): Promise<void> {
  pool.lowered = { limit: Math.max(1, pool.open), until: Date.now() + LOWERED_MS };
  const number = pool.open === 1 ? 'one connection' : `${pool.open} connections`;
  await note(
    pool.accountId,
    `${host} allows only ${number} to this account at a time just now. Older mail and files may take longer.`,
  );
}

const note = async (accountId: number, text: string | null) => setAccountNote(await store(), accountId, text);

function queue(pool: Pool, purpose: Purpose, isRoom: boolean): Promise<void> {
  return new Promise((resume) => {
    pool.waiting.push({ purpose, resume });
    pool.waiting.sort((a, b) => RANK[a.purpose] - RANK[b.purpose]);
    askToYield(pool);
    // Who is first can have what is there.
    if (pool.waiting[0]!.purpose !== 'look' && (isRoom || pool.free.length > 0)) wakeNext(pool);
  });
}

/** A look gives way to anybody, the watch when nothing else will come free. */
function askToYield(pool: Pool): void {
  const first = pool.waiting[0];
  if (!first || first.purpose === 'look') return;
  const all = [...pool.held];
  const one =
    all.find(({ purpose }) => purpose === 'look') ??
    (all.every(({ purpose }) => purpose === 'watch') && first.purpose !== 'watch' ? all[0] : undefined);
  one?.yieldIt();
}

function lend(pool: Pool, held: Held, connection: ImapConnection, isKept: boolean): Lease {
  pool.held.add(held);
  // Others may wait already for what was given out now.
  if (held.purpose === 'watch' || held.purpose === 'look') askToYield(pool);
  let isOut = true;
  return {
    connection,
    isKept,
    isWanted: () => pool.waiting.length > 0,
    release: () => {
      if (!isOut) return;
      isOut = false;
      pool.held.delete(held);
      const isWanted = pool.waiting.length > 0;
      const isOurs = pools.get(pool.accountId) === pool;
      if (connection.usable && isOurs && (isWanted || KEEP_MS[held.purpose] > 0))
        keep(pool, connection, Math.max(KEEP_MS[held.purpose], KEEP_MS.work));
      else {
        pool.open--;
        void connection.close();
      }
      wakeNext(pool);
    },
  };
}

function wakeNext(pool: Pool): void {
  pool.waiting.shift()?.resume();
}

/** One that is kept and no older than `maxAgeMs`. */
function takeFree(pool: Pool, maxAgeMs = Number.POSITIVE_INFINITY): ImapConnection | null {
  for (const kept of pool.free.filter(({ connection }) => !connection.usable)) closeKept(pool, kept);
  const isYoung = ({ connection }: Kept) => Date.now() - (pool.openedAt.get(connection) ?? 0) <= maxAgeMs;
  const kept = pool.free.findLast(isYoung);
  if (!kept) return null;
  clearTimeout(kept.timer);
  pool.free.splice(pool.free.indexOf(kept), 1);
  return kept.connection;
}

function closeKept(pool: Pool, kept: Kept): void {
  clearTimeout(kept.timer);
  pool.free.splice(pool.free.indexOf(kept), 1);
  pool.open--;
  void kept.connection.close();
}

function keep(pool: Pool, connection: ImapConnection, forMs: number): void {
  const timer = setTimeout(() => {
    pool.free = pool.free.filter((entry) => entry.connection !== connection);
    pool.open--;
    void connection.close();
    wakeNext(pool);
  }, forMs);
  timer.unref();
  pool.free.push({ connection, timer });
}

/** On servers without modification numbers all flags are looked at again, folder by folder. */
export function lookAgain(accountId: number): void {
  pools.get(accountId)?.looked.clear();
}

/** Closes what is kept for an account, for new ones to be opened anew; those on loan close when they come back. */
export async function closeConnections(accountId: number): Promise<void> {
  const pool = pools.get(accountId);
  pools.delete(accountId);
  if (!pool) return;
  for (const waiter of pool.waiting.splice(0)) waiter.resume();
  await Promise.all(
    pool.free.splice(0).map(({ connection, timer }) => {
      clearTimeout(timer);
      return connection.close();
    }),
  );
}
