// An account's tree of folders, listed by the engine and changed by people: what was listed before a change is never saved after it.
import { once } from '@/lib/runtime/once';
import { oneAtATime } from './one-at-a-time';

/** How many changes of each account's tree have ended. */
const changes = once('tree-changes', () => new Map<number, number>());
const countOf = (accountId: number) => changes.get(accountId) ?? 0;

/** Runs what makes, moves or deletes a folder, on the server and in the index; one after the other, and none while a list is saved. */
export function changeTree<T>(accountId: number, change: () => Promise<T>): Promise<T> {
  return oneAtATime(`tree:${accountId}`, async () => {
    try {
      return await change();
    } finally {
      changes.set(accountId, countOf(accountId) + 1);
    }
  });
}

/** Lists and saves the tree; a list that a change overtook is asked for again. Nobody waits for a server that is slow to list. */
export async function saveTree<T>(
  accountId: number,
  list: () => Promise<T>,
  save: (listed: T) => Promise<unknown>,
): Promise<T> {
  for (;;) {
    const before = countOf(accountId);
    const listed = await list();
    const isSaved = await oneAtATime(`tree:${accountId}`, async () => {
      if (countOf(accountId) !== before) return false;
      await save(listed);
      return true;
    });
    if (isSaved) return listed;
  }
}
