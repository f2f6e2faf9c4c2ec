// The message queue's table as people see it: put in, list, take back, try again, settle.
import type { Address } from '@/lib/contract/mail';
import type { Draft, OutboxItem, OutboxState } from '@/lib/contract/compose';
import { AppError, notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { type Db, durably } from './db';

/** A message ready to go: finished bytes in `path`, its own envelope (RFC 5321), and what made it. */
export interface NewOutboxItem {
  userId: number;
  accountId: number;
  idempotencyKey: string;
  messageIdHeader: string;
  subject: string;
  to: Address[];
  envelope: { from: string; to: string[] };
  path: string;
  size: number;
  originalId: number | null;
  /** What the composer held, to reopen it on 'cancel'. */
  draft: Draft | null;
  /** Epoch ms: not before this (undo window). */
  holdUntil: number;
}

/** A recipient the server refused, with its words. */
export interface RefusedRecipient {
  address: string;
  code: number | null;
  text: string;
}

interface ItemColumns {
  id: number;
  account_id: number;
  state: string;
  subject: string;
  to_json: string;
  created_at: number;
  next_try_at: number | null;
  response_code: number | null;
  response_text: string | null;
  reason: string | null;
}

const COLUMNS = [
  'id',
  'account_id',
  'state',
  'subject',
  'to_json',
  'created_at',
  'next_try_at',
  'response_code',
  'response_text',
  'reason',
] as const;

const item = (row: ItemColumns): OutboxItem => ({
  id: row.id,
  accountId: row.account_id,
  state: row.state as OutboxState,
  subject: row.subject,
  to: JSON.parse(row.to_json) as Address[],
  createdAt: row.created_at,
  nextTryAt: row.next_try_at,
  responseCode: row.response_code,
  responseText: row.response_text,
  reason: row.reason,
});

/**
 * Puts a message into the queue, held until `holdUntil`. The same idempotency key again answers the item that is
 * there: a second click, tab or retry is the same send.
 */
export function addOutboxItem(db: Db, fresh: NewOutboxItem): Promise<OutboxItem> {
  return durably(db, async (t) => {
    const known = await findByIdempotencyKey(t, fresh.userId, fresh.idempotencyKey);
    if (known) return known;
    const row = await t
      .insertInto('outbox')
      .values({
        user_id: fresh.userId,
        account_id: fresh.accountId,
        idempotency_key: fresh.idempotencyKey,
        message_id_header: fresh.messageIdHeader,
        subject: fresh.subject,
        to_json: JSON.stringify(fresh.to),
        envelope_json: JSON.stringify(fresh.envelope),
        path: fresh.path,
        size: fresh.size,
        original_id: fresh.originalId,
        draft_json: fresh.draft ? JSON.stringify(fresh.draft) : null,
        state: 'held',
        next_try_at: fresh.holdUntil,
        created_at: Date.now(),
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    await recordChange(t, fresh.userId, { kind: 'outbox', outboxId: row.id });
    return item(row);
  });
}

/** The item that this key already made, if any. */
export async function findByIdempotencyKey(db: Db, userId: number, key: string): Promise<OutboxItem | null> {
  const row = await db
    .selectFrom('outbox')
    .select(COLUMNS)
    .where('user_id', '=', userId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return row ? item(row) : null;
}

/** What waits, what went wrong, and what was sent in the last day; newest first. */
export async function listOutbox(db: Db, userId: number): Promise<OutboxItem[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(COLUMNS)
    .where('user_id', '=', userId)
    .where('state', '!=', 'cancelled')
    .where((where) =>
      where.or([
        where('state', 'not in', ['sent', 'filed']),
        where('accepted_at', '>', Date.now() - 24 * 3600_000),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows.map(item);
}

/** One item of this person. Throws 'not found'. */
export async function getOutboxItem(db: Db, userId: number, id: number): Promise<OutboxItem> {
  const row = await db
    .selectFrom('outbox')
    .select(COLUMNS)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('message');
  return item(row);
}

/**
 * Takes a message back before it left. Answers the draft it was made from. Throws when it is already on its way: the
 * state is compared in the UPDATE itself, so it cannot be claimed in between.
 */
export function cancelOutboxItem(db: Db, userId: number, id: number): Promise<{ draft: Draft | null }> {
  return durably(db, async (t) => {
    await getOutboxItem(t, userId, id);
    const row = await t
      .updateTable('outbox')
      .set({ state: 'cancelled', next_try_at: null })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', 'in', ['held', 'queued', 'retry', 'failed', 'cancelled'])
      .returning('draft_json')
      .executeTakeFirst();
    if (!row)
      throw new AppError('bad-request', { userMessage: 'Too late to take it back: the message has left.' });
    await recordChange(t, userId, { kind: 'outbox', outboxId: id });
    return { draft: row.draft_json ? (JSON.parse(row.draft_json) as Draft) : null };
  });
}

/** Tries again now. Of an unclear item this is the person's decision to risk a second copy. */
export function retryOutboxItem(db: Db, userId: number, id: number): Promise<OutboxItem> {
  return settle(db, userId, id, ['retry', 'failed', 'unclear'], {
    state: 'queued',
    next_try_at: Date.now(),
    transfer_at: null,
    response_code: null,
    response_text: null,
    reason: null,
  });
}

/** The person knows that an unclear message arrived: it counts as accepted, and its Sent copy is filed. */
export function confirmOutboxItem(db: Db, userId: number, id: number): Promise<OutboxItem> {
  const now = Date.now();
  return settle(db, userId, id, ['unclear'], {
    state: 'sent',
    next_try_at: null,
    accepted_at: now,
    file_at: now,
    reason: null,
  });
}

/** Drops an item that failed for good from the list. */
export async function dismissOutboxItem(db: Db, userId: number, id: number): Promise<void> {
  await settle(db, userId, id, ['failed'], { state: 'cancelled', next_try_at: null });
}

function settle(
  db: Db,
  userId: number,
  id: number,
  from: OutboxState[],
  patch: Record<string, string | number | null>,
): Promise<OutboxItem> {
  return durably(db, async (t) => {
    await getOutboxItem(t, userId, id);
    const row = await t
      .updateTable('outbox')
      .set(patch)
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', 'in', from)
      .returning(COLUMNS)
      .executeTakeFirst();
    if (!row)
      throw new AppError('bad-request', {
        userMessage: 'This message has moved on. Look at its state again.',
      });
    await recordChange(t, userId, { kind: 'outbox', outboxId: id });
    return item(row);
  });
}
