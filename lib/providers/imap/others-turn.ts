// Answers of a fast server follow each other without a pause: nothing that is awaited for them leaves the queue of microtasks, and timers and
// other connections would wait for hundreds of milliseconds.
import { setImmediate } from 'node:timers/promises';

/** For so long one answer after the other may keep the event loop. */
const LONGEST_MS = 3;

/** To be awaited after each answer, if it gives a promise: others have their turn when it is time. */
export function othersTurn(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < LONGEST_MS) return undefined;
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}
