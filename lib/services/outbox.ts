// The Outbox view: what waits or went wrong, and what the person decides about it, one or many at a time.
import type { Draft, OutboxItem, OutboxRequest, OutboxResult } from '@/lib/contract/compose';
import { AppError, isAppError } from '@/lib/errors';
import { pausedHosts, wakeOutbox } from '@/lib/outbox/worker';
import { type Db, durably, store } from '@/lib/store/db';
import { saveDraft } from '@/lib/store/drafts';
import * as table from '@/lib/store/outbox';
import { reschedule } from './reschedule';

/** What waits, failed, is unclear, or was sent in the last day; what waits for a server that asked for less says until when. */
export async function listOutbox(userId: number): Promise<OutboxItem[]> {
  const db = await store();
  const items = await table.listOutbox(db, userId);
  const paused = pausedHosts();
  if (paused.size === 0) return items;
  const hosts = await table.sendingHosts(db, userId);
  const until = new Map(hosts.map(({ id, host }) => [id, paused.get(host) ?? null]));
  return items.map((item) => ({ ...item, pausedUntil: until.get(item.accountId) ?? null }));
}

/** Takes a message back into a draft, without the recipients who have it already. */
export async function cancelSend(userId: number, id: number): Promise<Draft> {
  const draft = await durably(await store(), (t) => takeBack(t, userId, id));
  if (!draft)
    throw new AppError('bad-request', { userMessage: 'There is no draft of this message any more.' });
  return draft;
}

async function takeBack(t: Db, userId: number, id: number): Promise<Draft | null> {
  const { recipients } = await table.getOutboxItem(t, userId, id);
  const reached = new Set(
    recipients.filter(({ state }) => state === 'accepted').map(({ address }) => address),
  );
  const { draft } = await table.cancelOutboxItem(t, userId, id);
  if (!draft) return null;
  const [to, cc, bcc] = [draft.to, draft.cc, draft.bcc].map((list) =>
    list.filter(({ address }) => !reached.has(address)),
  ) as [Draft['to'], Draft['cc'], Draft['bcc']];
  return saveDraft(t, userId, { ...draft, to, cc, bcc, editedAt: Date.now() });
}

/** Tries again now, only for those who do not have it yet. */
export async function retrySend(userId: number, id: number): Promise<OutboxItem> {
  const item = await table.retryOutboxItem(await store(), userId, id);
  wakeOutbox();
  return item;
}

/** The person says that an unclear message arrived, or has seen what went wrong. */
export async function dismissSend(userId: number, id: number): Promise<void> {
  const db = await store();
  const { state } = await table.getOutboxItem(db, userId, id);
  if (state === 'unclear') await table.confirmOutboxItem(db, userId, id);
  else if (state === 'failed') await table.dismissOutboxItem(db, userId, id);
  else await table.settleNotices(db, userId, id);
  wakeOutbox();
}

/** One action on many; each succeeds or fails by itself. */
export async function actOnOutbox(
  userId: number,
  { action, ids, sendAt }: OutboxRequest,
): Promise<OutboxResult> {
  const result: OutboxResult = { done: [], failed: [] };
  for (const id of new Set(ids)) {
    try {
      if (action === 'cancel') await cancelSend(userId, id);
      else if (action === 'retry') await retrySend(userId, id);
      else if (action === 'dismiss') await dismissSend(userId, id);
      else await reschedule(userId, id, action === 'schedule' ? (sendAt ?? null) : null);
      result.done.push(id);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (ids.length === 1) throw error;
      result.failed.push({ id, message: error.userMessage });
    }
  }
  return result;
}
