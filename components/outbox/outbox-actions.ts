// What the buttons of the outbox do, for one message or many, and what is said afterwards.
import { toast } from 'sonner';
import { openComposer } from '@/components/composer/open-composer';
import { outboxText as text } from '@/components/messages/en-outbox';
import { actOnOutbox, cancelSend, dismissSend, retrySend } from '@/lib/client/send';
import type { OutboxItem, OutboxRequest } from '@/lib/contract/compose';
import type { OutboxAction } from './describe-item';

/** One action on one message. Throws ClientError. */
export async function act(action: OutboxAction, item: OutboxItem, sendAt?: number): Promise<void> {
  const { id } = item;
  if (action === 'try-now' || action === 'send-again') await retrySend(id);
  else if (action === 'arrived' || action === 'dismiss') await dismissSend(id);
  else if (action === 'send-now') await actOnOutbox({ action, ids: [id] });
  else if (action === 'reschedule')
    await actOnOutbox({ action: 'schedule', ids: [id], ...(sendAt ? { sendAt } : {}) });
  else {
    const draft = await cancelSend(id);
    openComposer({ mode: draft.mode, originalId: draft.originalId ?? undefined, draft });
    // Closed again it stays a draft: the plan is not taken up by itself.
    if (item.state === 'held' && item.sendAt !== null) toast(text.unplanned);
  }
}

/** One action on many messages; says what came of it. Throws ClientError. */
export async function actOnMany(action: OutboxRequest['action'], ids: number[]): Promise<void> {
  const { done, failed } = await actOnOutbox({ action, ids });
  if (failed.length > 0) toast.error(text.bulkPartly(failed.length, failed[0]!.message));
  else if (action === 'cancel') toast(text.takenBack(done.length));
}
