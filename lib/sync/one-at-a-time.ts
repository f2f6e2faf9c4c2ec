// Runs what must not overlap one after the other.
import { once } from '@/lib/runtime/once';

const last = once('one-at-a-time', () => new Map<string, Promise<unknown>>());

/** Runs `run` after all that was begun for `key` before has ended, however it ended. */
export async function oneAtATime<T>(key: string, run: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(run, run);
  const settled = mine.catch(() => {});
  last.set(key, settled);
  try {
    return await mine;
  } finally {
    if (last.get(key) === settled) last.delete(key);
  }
}
