// Asks for the way of a sent message; the event stream makes it fresh.
import { queryOptions } from '@tanstack/react-query';
import type { DeliveryTimeline } from '@/lib/contract/delivery';
import { call } from './api';
import { keys } from './queries';

/** A message of the queue, or one of a folder that may have been sent from here. */
export type Sent = { outboxId: number } | { messageId: number };

/** Null when it was not sent from here. Under the outbox's key: whatever happens to the queue asks again. */
export const deliveryQuery = (sent: Sent) =>
  queryOptions({
    queryKey: [...keys.outbox, 'delivery', sent],
    queryFn: async ({ signal }): Promise<DeliveryTimeline | null> => {
      if ('outboxId' in sent)
        return call<DeliveryTimeline>('GET', `/api/outbox/${sent.outboxId}/delivery`, undefined, signal);
      const path = `/api/messages/${sent.messageId}/delivery`;
      return (await call<{ timeline: DeliveryTimeline | null }>('GET', path, undefined, signal)).timeline;
    },
  });
