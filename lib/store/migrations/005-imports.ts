// Imports: files that people brought, how far each was read, and what came of it.
import { type Kysely, sql } from 'kysely';

/** Adds the table of imports. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table import_job (
    id integer primary key autoincrement, user_id integer not null references user(id) on delete cascade,
    folder_id integer not null references folder(id) on delete cascade, name text not null, path text not null, size integer not null,
    state text not null default 'receiving', position integer not null default 0, total integer not null default 0,
    added integer not null default 0, doubles integer not null default 0, failed integer not null default 0, error text,
    created_at integer not null)`.execute(db);
}
