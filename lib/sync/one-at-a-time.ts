// Runs what must not overlap one after the other.
import { once } from '@/lib/runtime/once';

const last = once('one-at-a-time', () => new Map<string, Promise<unknown>>());

/** Runs `run` after all that was begun for `key` before has ended, however it ended. `isWanted` tells it when others wait for its end. */
export async function oneAtATime<T>(key: string, run: (isWanted: () => boolean) => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const begin = (): Promise<T> => run(() => last.get(key) !== settled);
  const mine = before.then(begin, begin);
  const settled: Promise<unknown> = mine.catch(() => {});
  last.set(key, settled);
  try {
    return await mine;
  } finally {
    if (last.get(key) === settled) last.delete(key);
  }
}
