// How often a server said 'not now' to a change: a line that broke is no refusal.
import { type Kysely, sql } from 'kysely';

/** Adds the column. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table pending_change add column refusals integer not null default 0').execute(db);
}
