// POP3 accounts: their mode, the ledger of what was taken from the server, and where messages lie that exist nowhere else.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `alter table account add column protocol text not null default 'imap'`,
  `create table pop3_account (account_id integer primary key references account(id) on delete cascade,
    mode text not null default 'keep', days integer not null default 14, minutes integer not null default 5)`,
  `create table pop3_uidl (account_id integer not null references account(id) on delete cascade, uidl text not null,
    head text not null, whole text not null, octets integer not null, stored_at integer not null, gone_at integer,
    primary key (account_id, uidl)) without rowid`,
  `create index pop3_uidl_whole on pop3_uidl (account_id, whole)`,
  `create table raw_message (message_id integer primary key references message(id) on delete cascade,
    account_id integer not null references account(id) on delete cascade, path text not null unique,
    octets integer not null, whole text not null)`,
  `create index raw_message_whole on raw_message (account_id, whole)`,
];

/** Adds what POP3 needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
