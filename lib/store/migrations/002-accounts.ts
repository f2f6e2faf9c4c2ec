// Several accounts for a person: colour, pause, another account's way out, identities; and settings kept on the server.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `create table setting (user_id integer not null references user(id) on delete cascade, key text not null, json text not null,
    primary key (user_id, key)) without rowid`,
  `alter table account add column color integer not null default 0`,
  `alter table account add column paused integer not null default 0`,
  `alter table account add column smtp_account_id integer references account(id) on delete set null`,
  `create index account_user on account (user_id, id)`,
  // Keeps the foreign keys above quick when an account goes.
  `create index account_sends_through on account (smtp_account_id) where smtp_account_id is not null`,
  `create table identity (
    id integer primary key autoincrement, account_id integer not null references account(id) on delete cascade,
    name text not null, address text not null, reply_to text, signature_html text, signature_text text not null default '',
    is_default integer not null default 0)`,
  `create index identity_account on identity (account_id, id)`,
  `insert into identity (account_id, name, address, is_default) select id, name, address, 1 from account`,
  // 'Starred' over all accounts, newest first: one short range for each account.
  `create index message_starred on message (account_id, date desc, id desc) where flagged = 1 and hidden = 0`,
];

/** Adds what several accounts need. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
