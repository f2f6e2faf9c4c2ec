// Which outbox items are still to be told about.
import type { OutboxItem } from '@/lib/contract/compose';

/** One failure of one item; the same item failing again after a retry is another one. */
const nameOf = ({ id, state, responseText }: OutboxItem) => `${id} ${state} ${responseText ?? ''}`;

/** `names` is what to remember as told: only what is still in the list, so that it does not grow. */
export function dueNotices(items: OutboxItem[], told: string[]): { due: OutboxItem[]; names: string[] } {
  const bad = items.filter(({ state }) => state === 'failed' || state === 'unclear');
  return { due: bad.filter((item) => !told.includes(nameOf(item))), names: bad.map(nameOf) };
}
