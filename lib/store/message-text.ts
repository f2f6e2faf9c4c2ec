// The full-text index of messages: the one place that knows FTS5.
//
// Its row ids are in the order of dates: account (15 bits), second of the date (32), low bits of the message's id (16). So
// the newest matches of one account are a range read backwards, and a word that is in every message costs no more than
// a rare one. They do not fit into a JavaScript number: only SQL computes with them.
import { type RawBuilder, sql } from 'kysely';
import { splitSigns } from '@/lib/search/split-signs';
import { type Db, transaction } from './db';

/** What is findable of one message. */
export interface MessageText {
  id: number;
  subject: string;
  people: string;
  body: string;
}

/** A step of the upkeep writes about this many pages of 4 KB, and there are at most so many for each piece of what a commit added. */
const STEP_PAGES = 16;
const MAX_STEPS = 4;
/** Rows of one INSERT. */
const ROWS = 20;
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

/** Adds messages that the index does not hold yet and that have their places. Fastest with the oldest first. */
export async function addTexts(db: Db, texts: MessageText[]): Promise<void> {
  if (texts.length === 0) return;
  // In the order of row ids: at a smaller one FTS5 ends the segment it is writing. As parameters, because as JSON so much text is
  // written and read once more.
  for (let from = 0; from < texts.length; from += ROWS) {
    const rows = texts
      .slice(from, from + ROWS)
      .map(
        ({ id, subject, people, body }) =>
          sql`(${id}, ${splitSigns(subject)}, ${splitSigns(people)}, ${splitSigns(body)})`,
      );
    await sql`insert into message_text (rowid, subject, people, body)
      select m.text_rowid, v.column2, v.column3, v.column4
      from (values ${sql.join(rows)}) v cross join message m on m.id = v.column1 order by m.text_rowid`.execute(
      db,
    );
  }
}

/** Replaces what the index holds of these messages. */
export async function replaceTexts(db: Db, texts: MessageText[]): Promise<void> {
  await forgetTexts(
    db,
    texts.map(({ id }) => id),
  );
  await addTexts(db, texts);
}

/** Takes messages out of the index; before their rows go. */
export async function forgetTexts(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from message_text where rowid in (
    select text_rowid from message where id in (select value from json_each(${JSON.stringify(ids)})))`.execute(
    db,
  );
}

/**
 * The upkeep of the index, after each commit that added `pieces` to it (write-steps.ts) and outside of transactions: merges small parts into
 * larger ones, a millisecond at a time. As much as was added: what is put off keeps those waiting who write a little later. (FTS5's own automerge does so within commits, for up to a second.)
 */
export async function mergeTexts(db: Db, pieces: number): Promise<void> {
  for (let step = 0; step < MAX_STEPS * pieces; step++) {
    // A transaction, because it writes: others that write shall wait for their turn, and not within SQLite.
    const changed = await transaction(db, async (t) => {
      const before = await totalChanges(t);
      await sql`insert into message_text (message_text, rank) values ('merge', ${sql.lit(STEP_PAGES)})`.execute(
        t,
      );
      return (await totalChanges(t)) - before;
    });
    // As FTS5's documentation says: fewer than two changes mean that there was nothing to merge.
    if (changed < 2) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function totalChanges(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select total_changes() as n`.execute(db);
  return rows[0]!.n;
}
