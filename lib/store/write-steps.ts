// Bulk work is written in steps: many in one transaction while nobody else wants to write, one where somebody does.
import { log } from '@/lib/runtime/log';
import { type Db, isTurnWanted, transaction } from './db';
import { mergeTexts } from './message-text';

/** A piece of bulk work of about 20 ms, in the transaction that it is given: nobody waits longer for his turn than for it and the commit. */
export type Step = (t: Db) => Promise<void>;

/** Each commit ends a part of the text index, which has to be merged with others later: fewer and larger ones cost half. */
const MOST_STEPS = 8;

/** One transaction of what `next` gives (null: nothing more for now); answers how many steps it took. */
export async function writeSome(db: Db, next: () => Step | null): Promise<number> {
  let count = 0;
  await transaction(db, async (t) => {
    for (let step = next(); step !== null; step = next()) {
      await step(t);
      if (++count === MOST_STEPS || isTurnWanted(db)) return;
    }
  });
  // Lets others have their turn: SQLite's answers are there at once, so awaiting them does not.
  await new Promise((resolve) => setImmediate(resolve));
  // What was asked for is committed; the upkeep comes again with the next.
  await mergeTexts(db, count).catch((error: unknown) =>
    log.warn({ error: String(error) }, 'text index not merged'),
  );
  return count;
}

/** Writes all steps. */
export async function writeAll(db: Db, steps: Step[]): Promise<void> {
  for (let from = 0; from < steps.length; ) {
    let at = from;
    from += await writeSome(db, () => steps[at++] ?? null);
  }
}
