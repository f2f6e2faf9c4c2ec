// How many messages need the person, else how many wait, beside 'Outbox' in the sidebar.
'use client';
import { useQuery } from '@tanstack/react-query';
import { outboxText as text } from '@/components/messages/en-outbox';
import { outboxQuery } from '@/lib/client/queries';
import { groupOf } from './describe-item';

/** Nothing when all is sent. */
export function OutboxCount() {
  const { data } = useQuery(outboxQuery);
  const groups = (data ?? []).map(groupOf);
  const needing = groups.filter((group) => group === 'attention').length;
  const count = needing || groups.filter((group) => group === 'waiting').length;
  if (count === 0) return null;
  return (
    <span className={`ml-auto text-xs md:max-lg:sr-only ${needing > 0 ? 'font-semibold text-danger' : ''}`}>
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{needing > 0 ? text.needing(count) : text.waitingCount(count)}</span>
    </span>
  );
}
