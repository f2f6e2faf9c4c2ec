// What the engine learned to tell and to prove: a note on the account, and when a folder was compared with the server.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `alter table account add column note text`,
  `alter table message add column email_id text`,
  `alter table folder add column checked_at integer`,
  `alter table folder add column checked_server integer`,
  `alter table folder add column checked_held integer`,
];

/** Adds columns. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
