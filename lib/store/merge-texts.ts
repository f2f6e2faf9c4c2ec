// The upkeep of the text index: each commit that adds to it ends a part, a search looks into all parts, and merging makes few large ones
// of many small ones. FTS5's own automerge does so within commits, for up to a second.
import { sql } from 'kysely';
import { type Db, transaction } from './db';

/**
 * Pages (4 KB) after which a step ends, at the end of a word: it takes about 10 ms, half of them to open hundreds of parts, and more for a
 * word that is in every mail.
 */
const STEP_PAGES = 32;
/** So many parts make a search some milliseconds slower; FTS5 itself ends at 2,000, and merges within a commit at 1,000. */
const MOST_PARTS = 800;

/** One step, in a transaction of its own; true while there is more to merge. */
export async function mergeTexts(db: Db): Promise<boolean> {
  // A transaction, because it writes: others that write shall wait for their turn, and not within SQLite.
  return transaction(db, async (t) => {
    const before = await totalChanges(t);
    await sql`insert into message_text (message_text, rank) values ('merge', ${sql.lit(STEP_PAGES)})`.execute(
      t,
    );
    // As FTS5's documentation says: fewer than two changes mean that there was nothing to merge.
    return (await totalChanges(t)) - before > 1;
  });
}

/** True when the upkeep can wait no longer for a quiet moment. */
export async function hasManyParts(db: Db): Promise<boolean> {
  return (await countParts(db)) > MOST_PARTS;
}

/** How many parts the index has. By the numbers of the parts, one look each: a plain count would read a row for each page of the index. */
export async function countParts(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with recursive part (id) as (
      select min(segid) from message_text_idx
      union all
      select (select min(segid) from message_text_idx where segid > part.id) from part where part.id is not null)
    select count(id) as n from part`.execute(db);
  return rows[0]!.n;
}

async function totalChanges(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select total_changes() as n`.execute(db);
  return rows[0]!.n;
}
