// Makes an empty data directory what a backup was. What waited to be sent is 'unclear' then: nobody knows whether it left since.
import { chmod, cp, mkdir, rename } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { exists, STORE_FILE, syncPath } from './backup';

/** What is there now. */
export interface Restored {
  accounts: number;
  messages: number;
  /** Messages of the queue that the person has to decide about. */
  unclear: number;
  /** A sealed password of the store, to see whether APP_SECRET is the same; null when there is none. */
  secret: string | null;
}

/**
 * Fills `dataDir`, which must have no store. The store's file comes last and whole: until then the restore can be repeated.
 */
export async function restoreStore(backup: string, dataDir: string): Promise<Restored> {
  if (!(await exists(join(backup, STORE_FILE)))) throw new Error(`There is no backup in ${backup}.`);
  if (await exists(join(dataDir, STORE_FILE)))
    throw new Error(`${dataDir} has a store already. Move it away, or set DATA_DIR to a new directory.`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const [from, to] of [
    ['messages', 'messages'],
    ['outbox', 'outbox'],
    ['upload', 'uploads'],
  ] as const)
    if (await exists(join(backup, from)))
      await cp(join(backup, from), join(dataDir, to), { recursive: true, force: true });
  const partial = join(dataDir, `${STORE_FILE}.partial`);
  await cp(join(backup, STORE_FILE), partial, { force: true });
  await chmod(partial, 0o600);
  const restored = mend(partial, dataDir);
  await syncPath(partial);
  await rename(partial, join(dataDir, STORE_FILE));
  await syncPath(dataDir);
  return restored;
}

/** Paths of this directory, and a queue that sends nothing twice. */
function mend(file: string, dataDir: string): Restored {
  const db = new Sqlite(file);
  db.pragma('journal_mode = DELETE');
  db.function('base', (path: unknown) => basename(String(path)));
  try {
    for (const [table, below] of [
      ['outbox', 'outbox'],
      ['upload', 'uploads'],
    ] as const)
      db.prepare(`update ${table} set path = ? || base(path)`).run(`${resolve(dataDir, below)}/`);
    const { changes } = db
      .prepare(`update outbox set state = 'unclear', next_try_at = null, lease_until = null,
        reason = 'This comes from a backup: it may have been sent since.'
        where state in ('held', 'queued', 'retry', 'sending')`)
      .run();
    const one = (query: string) => (db.prepare(query).get() as { n: number }).n;
    const sealed = db.prepare('select secret from account limit 1').get() as { secret: string } | undefined;
    return {
      accounts: one('select count(*) as n from account'),
      messages: one('select count(*) as n from message'),
      unclear: changes,
      secret: sealed?.secret ?? null,
    };
  } finally {
    db.close();
  }
}
