// Which beginnings of words the text index finds without looking through all words.
import { type Kysely, sql } from 'kysely';

/**
 * A list of all beginnings of two letters took a quarter of the time and of the room of the index, to find what nobody looks for.
 * A store that has messages keeps its own: everything works with it, and making it anew would mean to fetch all mail again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from message`.execute(db);
  if (rows[0]!.n > 0) return;
  await sql`drop table message_text`.execute(db);
  await sql`create virtual table message_text using fts5 (subject, people, body, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2', prefix='3')`.execute(db);
  await sql`insert into message_text (message_text, rank) values
    ('automerge', 0), ('deletemerge', 0), ('usermerge', 16), ('crisismerge', 1000), ('hashsize', 4194304)`.execute(
    db,
  );
}
