// The delivery timeline of a sent message: attempts with their dialogue, and the notices that came back.
import type { DeliveryTimeline } from '@/lib/contract/delivery';
import { explainStatus } from '@/lib/outbox/explain-status';
import { store } from '@/lib/store/db';
import { listAttempts } from '@/lib/store/delivery-attempts';
import { listNotices } from '@/lib/store/delivery-notices';
import { outboxIdOf, wayOf } from '@/lib/store/outbox';
import { getMessage } from '@/lib/store/read-messages';

/** Of a message of the queue. Throws 'not found'. */
export async function deliveryOf(userId: number, outboxId: number): Promise<DeliveryTimeline> {
  const db = await store();
  const way = await wayOf(db, userId, outboxId);
  const notices = await listNotices(db, outboxId);
  return {
    ...way,
    attempts: await listAttempts(db, outboxId),
    notices: notices.map((notice) => ({
      ...notice,
      explanation: notice.status ? explainStatus(null, notice.status) : null,
    })),
  };
}

/** Of a message in a folder; null when it was not sent from here. Throws 'not found'. */
export async function deliveryOfMessage(userId: number, messageId: number): Promise<DeliveryTimeline | null> {
  const db = await store();
  await getMessage(db, userId, messageId);
  const outboxId = await outboxIdOf(db, userId, messageId);
  return outboxId === null ? null : deliveryOf(userId, outboxId);
}
