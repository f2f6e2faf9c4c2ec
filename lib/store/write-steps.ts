// Bulk work is written in steps: many in one transaction while nobody else wants to write, one where somebody does.
import { type Db, isTurnWanted, transaction } from './db';

/**
 * A piece of bulk work of about 20 ms, in the transaction that it is given: nobody waits longer for his turn than for it and the commit.
 * What it gives to `atEnd` is done before the commit: of the text index each statement on another table ends a part.
 */
export type Step = (t: Db, atEnd: (write: () => Promise<void>) => void) => Promise<void>;

/** Each commit ends a part of the text index, which has to be merged with others later: fewer and larger ones cost half. */
const MOST_STEPS = 8;

/** One transaction of what `next` gives (null: nothing more for now); answers how many steps it took. */
export async function writeSome(db: Db, next: () => Step | null): Promise<number> {
  let count = 0;
  await transaction(db, async (t) => {
    const last: (() => Promise<void>)[] = [];
    for (let step = next(); step !== null; step = next()) {
      await step(t, (write) => last.push(write));
      if (++count === MOST_STEPS || isTurnWanted(db)) break;
    }
    for (const write of last) await write();
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
