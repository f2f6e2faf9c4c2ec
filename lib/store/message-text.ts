// The full-text index of messages: the one place that knows FTS5. Row ids are message ids.
import { sql } from 'kysely';
import type { Db } from './db';

/** What is findable of one message. */
export interface MessageText {
  id: number;
  subject: string;
  people: string;
  body: string;
}

/** Adds messages that the index does not hold yet. */
export async function addTexts(db: Db, texts: MessageText[]): Promise<void> {
  if (texts.length === 0) return;
  await sql`insert into message_text (rowid, subject, people, body)
    select json_extract(value, '$.id'), json_extract(value, '$.subject'), json_extract(value, '$.people'),
      json_extract(value, '$.body') from json_each(${JSON.stringify(texts)})`.execute(db);
}

/** Replaces what the index holds of these messages. */
export async function replaceTexts(db: Db, texts: MessageText[]): Promise<void> {
  await forgetTexts(
    db,
    texts.map(({ id }) => id),
  );
  await addTexts(db, texts);
}

/** Takes messages out of the index. */
export async function forgetTexts(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from message_text where rowid in (select value from json_each(${JSON.stringify(ids)}))`.execute(
    db,
  );
}
