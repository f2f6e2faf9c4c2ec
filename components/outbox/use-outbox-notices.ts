// Tells once, wherever the person is, that a message failed or that nobody knows whether it arrived.
'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { toast } from 'sonner';
import { outboxText as text } from '@/components/messages/en-outbox';
import { goTo, placeNow } from '@/lib/client/place';
import { outboxQuery } from '@/lib/client/queries';
import { describeItem } from './describe-item';
import { dueNotices, noticeOf } from './due-notices';

const TITLES = {
  failed: text.noticeFailed,
  unclear: text.noticeUnclear,
  traced: text.noticeTraced,
  delayed: text.noticeDelayed,
  undelivered: text.noticeUndelivered,
  late: text.noticeLate,
};
const STORAGE_KEY = 'pennypost:outbox-told';

function told(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

function remember(names: string[]): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(names));
  } catch {
    // Storage is off: it is told again after a reload.
  }
}

/** Mounted by the dock. A failure while the browser was closed is told at the next visit. */
export function useOutboxNotices(): void {
  const { data } = useQuery(outboxQuery);
  useEffect(() => {
    if (!Array.isArray(data)) return;
    const { due, names } = dueNotices(data, told());
    remember(names);
    if (placeNow().view === 'outbox') return;
    for (const item of due) {
      const subject = item.subject || text.noSubject;
      const notice = noticeOf(item);
      if (notice === null) continue;
      const say = notice === 'late' || notice === 'traced' ? toast : toast.error;
      const clock = { now: Date.now(), short: String, full: (at: number) => new Date(at).toLocaleString() };
      const words = describeItem(item, clock);
      // Who reads only the title must not send it again to those who have it.
      const isPartly = notice === 'failed' && words.state === text.failedPartly;
      say((isPartly ? text.noticePartly : TITLES[notice])(subject), {
        id: `outbox-${item.id}`,
        description: notice === 'failed' ? words.details.join(' ') : undefined,
        duration: 20_000,
        action: { label: text.open, onClick: () => goTo({ view: 'outbox' }) },
      });
    }
  }, [data]);
}
