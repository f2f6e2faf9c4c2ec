// How much new text FTS5 gathers in memory before it ends a part of the index.
import { type Kysely, sql } from 'kysely';

/** The texts of one transaction (600,000 characters) take more than FTS5's 1 MB: each part less is one merged less. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`insert into message_text (message_text, rank) values ('hashsize', 4194304)`).execute(db);
}
