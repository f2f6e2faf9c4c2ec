// Bulk work is written in steps: many in one transaction while nobody else wants to write, one where somebody does.
import { type Db, isTurnWanted, transaction } from './db';
import { addTexts, type MessageText } from './message-text';

/**
 * A piece of bulk work of about 20 ms, in the transaction that it is given. What it answers the text index gets before the commit: a
 * statement that writes to another table ends the part of the index that is being written. Nobody waits longer for his turn than for a step,
 * for the text index to get what eight steps have for it (20 ms), and for the commit.
 */
export type Step = (t: Db) => Promise<MessageText[]> | Promise<void>;

/** Each commit ends a part of the text index, which has to be merged with others later: fewer and larger ones cost half. */
const MOST_STEPS = 8;

/** One transaction of what `next` gives (null: nothing more for now); answers how many steps it took. */
export async function writeSome(db: Db, next: () => Step | null): Promise<number> {
  let count = 0;
  await transaction(db, async (t) => {
    const texts: MessageText[] = [];
    for (let step = next(); step !== null; step = next()) {
      texts.push(...((await step(t)) ?? []));
      if (++count === MOST_STEPS || isTurnWanted(db)) break;
    }
    await addTexts(t, texts);
  });
  // Lets others have their turn: SQLite's answers are there at once, so awaiting them does not.
  await new Promise((resolve) => setImmediate(resolve));
  return count;
}

/** Writes all steps. */
export async function writeAll(db: Db, steps: Step[]): Promise<void> {
  for (let from = 0; from < steps.length; ) {
    let at = from;
    from += await writeSome(db, () => steps[at++] ?? null);
  }
}
