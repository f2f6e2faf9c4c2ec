// The first schema. Times are epoch ms (integer), booleans 0/1, lists JSON text. Ids are never given twice (autoincrement): browsers
// keep bodies and parts by them.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `create table user (id integer primary key autoincrement, created_at integer not null)`,
  `create table account (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    address text not null, name text not null, username text not null,
    imap_host text not null, imap_port integer not null, imap_security text not null,
    smtp_host text not null, smtp_port integer not null, smtp_security text not null,
    secret text not null, state text not null default 'connecting', state_text text, retry_at integer, created_at integer not null,
    unique (imap_host, imap_port, username))`,
  `create table folder (
    id integer primary key autoincrement, account_id integer not null references account(id) on delete cascade,
    path text not null, name text not null, delimiter text not null, parent_id integer references folder(id) on delete set null,
    role text, selectable integer not null, subscribed integer not null,
    uid_validity text, uid_next integer, highest_modseq text, server_total integer not null default 0,
    total integer not null default 0, unread integer not null default 0,
    backfill_below integer, synced_at integer, error text, unique (account_id, path))`,
  `create table conversation (id integer primary key autoincrement, account_id integer not null references account(id) on delete cascade, base_subject text not null)`,
  `create index conversation_account on conversation (account_id)`,
  `create table message (
    id integer primary key autoincrement, account_id integer not null references account(id) on delete cascade,
    folder_id integer not null references folder(id) on delete cascade, uid integer,
    remote_folder_id integer, remote_uid integer,
    conversation_id integer not null references conversation(id),
    message_id_header text, subject text not null, from_json text not null, people_json text not null,
    date integer not null, size integer not null,
    seen integer not null, flagged integer not null, answered integer not null, draft integer not null,
    has_attachment integer not null, snippet text, structure_json text, text_indexed integer not null default 0,
    pending integer not null default 0, hidden integer not null default 0,
    text_rowid integer unique, unique (folder_id, uid))`,
  `create index message_conversation on message (conversation_id, date)`,
  `create index message_header on message (account_id, message_id_header)`,
  `create index message_counts on message (folder_id, hidden, seen)`,
  `create index message_newest on message (account_id, date)`,
  `create index message_remote on message (remote_folder_id, remote_uid) where remote_folder_id is not null`,
  // All that a search filters by, in the order in which it reads.
  `create index message_found on message (text_rowid, folder_id, hidden, seen, flagged, has_attachment, conversation_id, date)`,
  `create index message_unindexed on message (account_id, date) where text_indexed = 0`,
  `create table reference (account_id integer not null references account(id) on delete cascade, header_id text not null,
    conversation_id integer not null, primary key (account_id, header_id)) without rowid`,
  `create index reference_conversation on reference (conversation_id)`,
  `create table subject_group (account_id integer not null references account(id) on delete cascade, base_subject text not null,
    conversation_id integer not null, last_at integer not null, primary key (account_id, base_subject)) without rowid`,
  `create index subject_group_conversation on subject_group (conversation_id)`,
  `create table folder_conversation (
    folder_id integer not null references folder(id) on delete cascade, conversation_id integer not null,
    last_at integer not null, row_json text not null, primary key (folder_id, conversation_id))`,
  `create index folder_conversation_newest on folder_conversation (folder_id, last_at desc, conversation_id desc)`,
  `create index folder_conversation_by_conversation on folder_conversation (conversation_id)`,
  `create virtual table message_text using fts5 (subject, people, body, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2', prefix='2 3')`,
  // No commit merges parts of the text index, which takes up to a second: mergeTexts does, in small steps.
  `insert into message_text (message_text, rank) values ('automerge', 0), ('deletemerge', 0), ('usermerge', 16), ('crisismerge', 1000)`,
  `create table body (message_id integer primary key references message(id) on delete cascade, json text not null, html text,
    octets integer not null, used_at integer not null)`,
  `create index body_used on body (used_at, message_id, octets)`,
  `create table pending_change (
    id integer primary key autoincrement, account_id integer not null references account(id) on delete cascade,
    message_id integer not null references message(id) on delete cascade, kind text not null, args_json text not null, undo_json text not null,
    attempts integer not null default 0, next_try_at integer not null default 0, created_at integer not null)`,
  `create index pending_change_order on pending_change (account_id, id)`,
  `create index pending_change_message on pending_change (message_id, id)`,
  `create table draft (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    account_id integer not null references account(id) on delete cascade, key text not null, json text not null,
    edited_at integer not null, filed_at integer, folder_uid integer, removed integer not null default 0, unique (user_id, key))`,
  `create table upload (
    id text primary key, user_id integer not null references user(id) on delete cascade, name text not null, type text not null,
    size integer not null, content_id text, path text not null, created_at integer not null)`,
  `create table outbox (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    account_id integer not null references account(id) on delete cascade,
    idempotency_key text not null, message_id_header text not null, subject text not null, to_json text not null,
    envelope_json text not null, path text not null, size integer not null, original_id integer, draft_json text,
    state text not null, attempts integer not null default 0, next_try_at integer, lease_until integer, transfer_at integer,
    accepted_at integer, filed_at integer, file_attempts integer not null default 0, file_at integer,
    refused_json text not null default '[]', response_code integer, response_text text, reason text,
    created_at integer not null, unique (user_id, idempotency_key))`,
  `create index outbox_due on outbox (state, next_try_at)`,
  `create table change (id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    json text not null, created_at integer not null)`,
  `create index change_user on change (user_id, id)`,
  `create table session (id text primary key, user_id integer not null references user(id) on delete cascade,
    created_at integer not null, seen_at integer not null)`,
];

/** Creates all tables. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
