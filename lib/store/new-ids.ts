// Numbers for rows that are inserted many at a time. They only grow: SQLite remembers the highest that was ever given.
import { sql } from 'kysely';
import type { Db } from './db';

/** The first of the next free ids of a table, in the caller's transaction. */
export async function nextId(db: Db, table: 'message' | 'conversation'): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select coalesce((select seq from sqlite_sequence where name = ${table}), 0) + 1 as id`.execute(db);
  return rows[0]!.id;
}
