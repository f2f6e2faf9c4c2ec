// The Outbox view: what waits or went wrong, and what the person decides about it.
import type { Draft, OutboxItem } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { wakeOutbox } from '@/lib/outbox/worker';
import { durably, store } from '@/lib/store/db';
import { saveDraft } from '@/lib/store/drafts';
import * as table from '@/lib/store/outbox';

/** What waits, failed, is unclear, or was sent in the last day. */
export async function listOutbox(userId: number): Promise<OutboxItem[]> {
  return table.listOutbox(await store(), userId);
}

/** Takes a message back into a draft. */
export async function cancelSend(userId: number, id: number): Promise<Draft> {
  const draft = await durably(await store(), async (t) => {
    const { draft: before } = await table.cancelOutboxItem(t, userId, id);
    return before ? saveDraft(t, userId, { ...before, editedAt: Date.now() }) : null;
  });
  if (!draft)
    throw new AppError('bad-request', { userMessage: 'There is no draft of this message any more.' });
  return draft;
}

/** Tries again now. */
export async function retrySend(userId: number, id: number): Promise<OutboxItem> {
  const item = await table.retryOutboxItem(await store(), userId, id);
  wakeOutbox();
  return item;
}

/** The person says that an unclear message arrived, or drops a failed one from the list. */
export async function dismissSend(userId: number, id: number): Promise<void> {
  const db = await store();
  const { state } = await table.getOutboxItem(db, userId, id);
  if (state === 'unclear') await table.confirmOutboxItem(db, userId, id);
  else await table.dismissOutboxItem(db, userId, id);
  wakeOutbox();
}
