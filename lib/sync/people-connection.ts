// Warm connections for people who wait (a body, a file, a new folder), apart from those of the engine: at most two an account.
import { AppError } from '@/lib/errors';
import { connect } from '@/lib/providers/imap/connect';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { once } from '@/lib/runtime/once';
import { getAccountById } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { serverLogin } from '@/lib/logins/server-login';

const AT_MOST = 2;
const IDLE_MS = 5 * 60_000;

interface Pool {
  free: { connection: ImapConnection; timer: NodeJS.Timeout }[];
  open: number;
  waiting: (() => void)[];
}

const pools = once('people-connections', () => new Map<number, Pool>());

/**
 * Runs `use` on a signed-in connection of the account. A kept connection that died meanwhile is replaced and `use` runs again, so it
 * must be safe to repeat. Throws AppError.
 */
export async function withConnection<T>(
  accountId: number,
  use: (c: ImapConnection) => Promise<T>,
): Promise<T> {
  const pool = pools.get(accountId) ?? { free: [], open: 0, waiting: [] };
  pools.set(accountId, pool);
  while (pool.free.length === 0 && pool.open >= AT_MOST)
    await new Promise<void>((resolve) => pool.waiting.push(resolve));
  const kept = takeFree(pool);
  if (!kept) pool.open++;
  let connection = kept;
  try {
    connection ??= await open(accountId);
    try {
      return await use(connection);
    } catch (error) {
      if (!kept || connection.usable) throw error;
      connection = null;
      connection = await open(accountId);
      return await use(connection);
    }
  } finally {
    if (connection?.usable) giveBack(pool, connection);
    else pool.open--;
    pool.waiting.shift()?.();
  }
}

/** Closes what is kept for an account. */
export async function closePeopleConnections(accountId: number): Promise<void> {
  const pool = pools.get(accountId);
  pools.delete(accountId);
  for (const { connection, timer } of pool?.free ?? []) {
    clearTimeout(timer);
    await connection.close();
  }
}

async function open(accountId: number): Promise<ImapConnection> {
  const account = await getAccountById(await store(), accountId);
  if (!account) throw new AppError('not-found', { userMessage: 'This account does not exist any more.' });
  return connect(await serverLogin(account, 'imap'));
}

function takeFree(pool: Pool): ImapConnection | null {
  for (;;) {
    const kept = pool.free.pop();
    if (!kept) return null;
    clearTimeout(kept.timer);
    if (kept.connection.usable) return kept.connection;
    pool.open--;
  }
}

function giveBack(pool: Pool, connection: ImapConnection): void {
  const timer = setTimeout(() => {
    pool.free = pool.free.filter((entry) => entry.connection !== connection);
    pool.open--;
    void connection.close();
  }, IDLE_MS);
  timer.unref();
  pool.free.push({ connection, timer });
}
