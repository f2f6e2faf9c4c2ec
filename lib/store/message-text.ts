// The full-text index of messages: what goes in and out (its upkeep: merge-texts.ts).
//
// Its row ids are in the order of dates: account (15 bits), second of the date (32), low bits of the message's id (16). So
// the newest matches of one account are a range read backwards, and a word that is in every message costs no more than
// a rare one. They do not fit into a JavaScript number: only SQL computes with them.
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import { splitSigns } from '@/lib/search/split-signs';
import type { Db } from './db';

/** What is findable of one message. */
export interface MessageText {
  id: number;
  subject: string;
  people: string;
  body: string;
}

const MAX_SECOND = 2 ** 32 - 1;

/** The second of a date as row ids hold it: before 1970 and after 2106 all are one. */
export const secondOf = (date: number): number => Math.min(MAX_SECOND, Math.max(0, Math.floor(date / 1000)));

/** The least row id of an account at `second`; above `tie` (of 65,536) within that second. */
export const textRowid = (
  accountId: RawBuilder<unknown> | number,
  second: RawBuilder<unknown> | number,
  tie: RawBuilder<unknown> | number,
): RawBuilder<number> => sql<number>`(((${accountId} & 32767) << 48) | (${second} << 16) | (${tie} & 65535))`;

/** Where a message goes when it is added: null where another one, 65,536 ids apart and of the same second, has that place. */
export const freePlace = (
  accountId: number,
  id: RawBuilder<unknown>,
  date: RawBuilder<unknown>,
): RawBuilder<number | null> => {
  const place = textRowid(accountId, sql`min(max(${date} / 1000, 0), ${MAX_SECOND})`, id);
  return sql`iif(exists (select 1 from message taken where taken.text_rowid = ${place}), null, ${place})`;
};

/** Where messages of an account go that are about to be added, as `freePlace` says it: null where another one has that place. */
export async function ownPlaces(
  db: Db,
  accountId: number,
  messages: { id: number; date: number }[],
): Promise<(bigint | null)[]> {
  const places = messages.map(
    ({ id, date }) =>
      (BigInt(accountId & 32767) << 48n) | (BigInt(secondOf(date)) << 16n) | BigInt(id & 65535),
  );
  const { rows } = await sql<{ place: string }>`
    select cast(text_rowid as text) as place from message
    where text_rowid in (select cast(value as integer) from json_each(${JSON.stringify(places.map(String))}))`.execute(
    db,
  );
  const taken = new Set(rows.map(({ place }) => place));
  return places.map((place) => (taken.has(String(place)) ? null : place));
}

/** Gives the next free places to messages whose own were taken. */
export async function placeTexts(db: Db, ids: number[]): Promise<void> {
  const place = textRowid(sql`account_id`, sql`min(max(date / 1000, 0), ${MAX_SECOND})`, sql`id`);
  const left = await sql<{ id: number; place: string }>`
    select id, cast(${place} as text) as place from message
    where id in (select value from json_each(${JSON.stringify(ids)})) and text_rowid is null`.execute(db);
  for (const { id, place } of left.rows)
    await sql`update message set text_rowid = (
        select min(taken.text_rowid) + 1 from message taken where taken.text_rowid >= cast(${place} as integer)
          and not exists (select 1 from message next where next.text_rowid = taken.text_rowid + 1))
      where id = ${id}`.execute(db);
}

/** Adds messages that the index does not hold yet and that have their places. */
export const addTexts = (db: Db, texts: MessageText[]): Promise<void> => putTexts(db, 'insert', texts);

/** Replaces what the index holds of these messages. */
export const replaceTexts = (db: Db, texts: MessageText[]): Promise<void> =>
  putTexts(db, 'insert or replace', texts);

/**
 * In the order of row ids, and with a statement for each: at a smaller row id FTS5 ends the part that it is writing, and before each
 * statement that could be undone alone (as those are that write many rows).
 */
async function putTexts(db: Db, verb: 'insert' | 'insert or replace', texts: MessageText[]): Promise<void> {
  const byId = new Map(texts.map((text) => [text.id, text]));
  const { rows } = await sql<{ id: number; place: string }>`
    select id, cast(text_rowid as text) as place from message
    where id in (select value from json_each(${JSON.stringify([...byId.keys()])})) order by text_rowid`.execute(
    db,
  );
  const put = `${verb} into message_text (rowid, subject, people, body) values (cast(? as integer), ?, ?, ?)`;
  for (const { id, place } of rows) {
    const columns = (['subject', 'people', 'body'] as const).map((name) => splitSigns(byId.get(id)![name]));
    await db.executeQuery(CompiledQuery.raw(put, [place, ...columns]));
  }
}

/** Takes messages out of the index; before their rows go. */
export async function forgetTexts(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from message_text where rowid in (
    select text_rowid from message where id in (select value from json_each(${JSON.stringify(ids)})))`.execute(
    db,
  );
}
