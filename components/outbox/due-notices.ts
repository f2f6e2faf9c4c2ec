// Which outbox items are still to be told about.
import type { OutboxItem } from '@/lib/contract/compose';

/** Why an item is told about; null when it is not. */
export function noticeOf(
  item: OutboxItem,
): 'failed' | 'unclear' | 'traced' | 'delayed' | 'undelivered' | 'late' | null {
  if (item.state === 'unclear') return item.isNoticed || item.seenIn !== null ? 'traced' : 'unclear';
  if (item.state === 'failed') return item.state;
  if (item.isDelayed) return 'delayed';
  if (item.undelivered.length > 0) return 'undelivered';
  return item.lateMs !== null && item.acceptedAt !== null ? 'late' : null;
}

/** One event of one item; the same item failing again after a retry is another one. */
function nameOf(item: OutboxItem): string {
  const notice = noticeOf(item);
  const detail = notice === 'failed' || notice === 'unclear' ? (item.responseText ?? '') : '';
  return `${item.id} ${notice} ${notice === 'undelivered' ? item.undelivered.length : detail}`;
}

/** `names` is what to remember as told: only what is still in the list, so that it does not grow. */
export function dueNotices(items: OutboxItem[], told: string[]): { due: OutboxItem[]; names: string[] } {
  const news = items.filter((item) => noticeOf(item) !== null);
  return { due: news.filter((item) => !told.includes(nameOf(item))), names: news.map(nameOf) };
}
