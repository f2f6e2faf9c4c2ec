// Earlier versions of drafts, uploads in pieces, and what the composer knows of a person: groups, templates, forgotten people.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // No reference to the draft: a discarded one keeps its versions for a day, so that Undo finds them.
  `create table draft_version (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    key text not null, reason text not null, json text not null, kept_at integer not null)`,
  `create index draft_version_key on draft_version (user_id, key, id)`,
  `create index draft_version_age on draft_version (kept_at)`,
  // When the copy in IMAP Drafts is due; null while it is as new as the draft.
  `alter table draft add column file_at integer`,
  `update draft set file_at = 0 where filed_at is null or filed_at < edited_at`,
  `create index draft_due on draft (account_id, file_at) where file_at is not null`,
  `alter table upload add column received integer not null default 0`,
  `update upload set received = size`,
  `create index upload_age on upload (created_at)`,
  `create table contact_group (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    name text not null, people_json text not null)`,
  `create index contact_group_user on contact_group (user_id)`,
  `create table template (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    name text not null, subject text not null, html text not null)`,
  `create index template_user on template (user_id)`,
  `create table forgotten_person (
    user_id integer not null references user(id) on delete cascade, address text not null,
    primary key (user_id, address)) without rowid`,
];

/** Adds the tables and columns. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
