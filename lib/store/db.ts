// Opens the store: one SQLite file, migrated, with statements kept prepared; and its transactions.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { signal } from '@/lib/runtime/bus';
import { env } from '@/lib/runtime/env';
import { once } from '@/lib/runtime/once';
import { startCheckpoints } from './checkpoints';
import { type LogFlush, logFlush } from './flush-log';
import { keepPrepared } from './keep-prepared';
import { migrate } from './migrate';
import type { Schema } from './schema';
import { firstTurn, newTurn, type Turn } from './write-turn';

/** The store, or a transaction on it. First argument of every function in lib/store. */
export type Db = Kysely<Schema>;

/** Pages (4 KB) of log after which a commit itself copies them into the file; checkpoints.ts comes long before. */
const LOG_PAGES = 16000;
const touchedUsers = new WeakMap<object, Set<number>>();

const turns = once('write-turns', () => new WeakMap<object, Turn>());
const logs = once('log-flushes', () => new WeakMap<object, LogFlush>());

/** Opens (and makes, and migrates) the store in `file`; ':memory:' is allowed. `turn`: where two threads write. */
export async function openStore(file: string, turn?: Turn): Promise<Db> {
  const sqlite = new Sqlite(file);
  sqlite.pragma('journal_mode = WAL');
  // A crash of the process loses nothing at NORMAL; `durably` makes it outlive a power cut, where that matters.
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  sqlite.pragma('cache_size = -16000');
  sqlite.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  sqlite.function('fold', { deterministic: true }, fold);
  const kept = keepPrepared(sqlite);
  let log: LogFlush | null = null;
  const close = () => {
    log?.close();
    kept.close();
  };
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: { ...kept, close } }) });
  await migrate(db);
  if (!sqlite.memory) {
    log = logFlush(file);
    logs.set(db, log);
  }
  if (turn) turns.set(db, turn);
  return db;
}

/** Without case and accents, as the text index compares: SQL's LIKE knows ASCII letters only. */
function fold(text: unknown): string {
  return String(text ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
}

/** True of the process's store, into which the bulk writer's thread writes as well. */
export const hasTwoWriters = (db: Db): boolean => turns.has(db);

/** True when others wait for what this connection writes: always, but in the bulk writer's thread. */
export const isTurnWanted = (db: Db): boolean => turns.get(db)?.isWanted() ?? true;

/** Where the process's store lies. */
export const storeFile = (): string => join(env().DATA_DIR, 'pennypost.db');

/** What the process and its bulk writer take turns by. */
export const writeTurn = (): SharedArrayBuffer => once('write-turn', newTurn);

/** The process's store, in DATA_DIR (made 0700, its file 0600). */
export function store(): Promise<Db> {
  return once('store', async () => {
    mkdirSync(env().DATA_DIR, { recursive: true, mode: 0o700 });
    const file = storeFile();
    // Before SQLite opens it: the log beside it gets the same mode.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    const db = await openStore(file, firstTurn(writeTurn()));
    startCheckpoints(file);
    return db;
  });
}

/**
 * Runs `run` in one transaction; inside another it just takes part. Nothing but SQL may be awaited in it: all other
 * queries wait meanwhile. After the commit the people whose `change` rows were written are signalled.
 */
export async function transaction<T>(db: Db, run: (t: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return run(db);
  const users = new Set<number>();
  const turn = turns.get(db);
  await turn?.take();
  let result: T;
  try {
    result = await db.transaction().execute((t) => {
      touchedUsers.set(t, users);
      return run(t);
    });
  } finally {
    turn?.release();
  }
  for (const userId of users) signal(userId);
  return result;
}

/**
 * As `transaction`, and on disk when it returns (fsync): for drafts and the message queue, which exist nowhere else. The index does
 * without: the mail server has it all. When it throws what the disk throws, others may already see what was written.
 */
export async function durably<T>(db: Db, run: (t: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return run(db);
  const result = await transaction(db, run);
  await logs.get(db)?.flush();
  return result;
}

/** Notes that `userId` has news in this transaction (or, outside of one, now). */
export function touch(db: Db, userId: number): void {
  const users = touchedUsers.get(db);
  if (users) users.add(userId);
  else signal(userId);
}
