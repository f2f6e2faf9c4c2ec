// Which accounts open a person's Pennypost, and which one opened a session; messages on their way between accounts.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `alter table session add column account_id integer references account(id) on delete set null`,
  `create index session_account on session (account_id)`,
  // Off for a mailbox that others can open, too: then it is no way into this person's other accounts.
  `alter table account add column opens integer not null default 1`,
  // Messages on their way between accounts, found without reading the whole queue.
  `create index pending_change_on_the_way on pending_change (kind, next_try_at) where kind in ('bring', 'hold')`,
];

/** Adds the column and the indexes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
