// The outgoing queue: planned times, options of the envelope, attempts with their dialogue, notices that came back.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `alter table outbox add column send_at integer`,
  `alter table outbox add column first_try_at integer`,
  `alter table outbox add column warned_at integer`,
  `alter table outbox add column options_json text not null default '{}'`,
  `alter table outbox add column accepted_json text not null default '[]'`,
  `alter table outbox add column queue_id text`,
  `alter table outbox add column seen_in text`,
  `alter table outbox add column undelivered_json text not null default '[]'`,
  `alter table outbox add column settled integer not null default 0`,
  // The Outbox view: what is open, and what left lately, each one range.
  `create index outbox_open on outbox (user_id, id) where state not in ('filed', 'cancelled')`,
  `create index outbox_left on outbox (user_id, accepted_at) where accepted_at is not null`,
  `create index outbox_header on outbox (account_id, message_id_header)`,
  `create index outbox_undelivered on outbox (user_id, id) where undelivered_json <> '[]' and settled = 0`,
  `create index outbox_unclear on outbox (account_id) where state = 'unclear'`,
  `create index outbox_to_file on outbox (file_at) where accepted_at is not null and filed_at is null`,
  // The mail server files a copy by itself: learned, so that no second one is appended.
  `alter table account add column files_sent integer not null default 0`,
  `create table delivery_attempt (
    id integer primary key autoincrement, outbox_id integer not null references outbox(id) on delete cascade,
    number integer not null, started_at integer not null, ended_at integer,
    result text, code integer, text text, dialogue_json text)`,
  `create index delivery_attempt_outbox on delivery_attempt (outbox_id, id)`,
  `create table delivery_notice (
    id integer primary key autoincrement, outbox_id integer not null references outbox(id) on delete cascade,
    message_id integer references message(id) on delete set null, notice_key text not null,
    at integer not null, action text not null, recipient text not null, status text, diagnostic text, reported_by text,
    unique (outbox_id, notice_key, recipient, action))`,
  `create index delivery_notice_message on delivery_notice (message_id)`,
  // Up to which message an account's new mail was looked through for notices.
  `create table notice_mark (account_id integer primary key references account(id) on delete cascade, message_id integer not null)`,
];

/** Adds what the queue needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
