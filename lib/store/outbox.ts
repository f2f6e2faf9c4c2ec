// The message queue's table as people see it: put in, list, take back, try again, settle.
import { sql } from 'kysely';
import type { Draft, OutboxItem, OutboxState } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { AppError, notFound } from '@/lib/errors';
import { getAccount } from './accounts';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import { ITEM_COLUMNS, type MailOptions, outboxItem } from './outbox-item';

/** A message ready to go: finished bytes in `path`, its own envelope (RFC 5321), and what made it. */
export interface NewOutboxItem {
  userId: number;
  accountId: number;
  idempotencyKey: string;
  messageIdHeader: string;
  subject: string;
  to: Address[];
  envelope: { from: string; to: string[] };
  options: MailOptions;
  path: string;
  size: number;
  originalId: number | null;
  /** What the composer held, to reopen it on 'cancel'. */
  draft: Draft | null;
  /** Epoch ms: not before this (undo window, or the time that the person chose). */
  holdUntil: number;
  /** The time that the person chose, null for at once. */
  sendAt: number | null;
}

/**
 * Puts a message into the queue, held until `holdUntil`. The same idempotency key again answers the item that is
 * there: a second click, tab or retry is the same send. Throws 'not found' for somebody else's account.
 */
export function addOutboxItem(db: Db, fresh: NewOutboxItem): Promise<OutboxItem> {
  const now = Date.now();
  return durably(db, async (t) => {
    const known = await findByIdempotencyKey(t, fresh.userId, fresh.idempotencyKey);
    if (known) return known;
    await getAccount(t, fresh.userId, fresh.accountId);
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
        options_json: JSON.stringify(fresh.options),
        path: fresh.path,
        size: fresh.size,
        original_id: fresh.originalId,
        draft_json: fresh.draft ? JSON.stringify(fresh.draft) : null,
        state: fresh.holdUntil > now ? 'held' : 'queued',
        next_try_at: fresh.holdUntil,
        send_at: fresh.sendAt,
        created_at: now,
      })
      .returning(ITEM_COLUMNS)
      .executeTakeFirstOrThrow();
    await recordChange(t, fresh.userId, { kind: 'outbox', outboxId: row.id });
    return outboxItem(row);
  });
}

/** The item that this key already made, if any. */
export async function findByIdempotencyKey(db: Db, userId: number, key: string): Promise<OutboxItem | null> {
  const row = await db
    .selectFrom('outbox')
    .select(ITEM_COLUMNS)
    .where('user_id', '=', userId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return row ? outboxItem(row) : null;
}

/** What waits, what went wrong (also later, by a notice), and what was sent in the last day; newest first. */
export async function listOutbox(db: Db, userId: number): Promise<OutboxItem[]> {
  const mine = db.selectFrom('outbox').select(ITEM_COLUMNS).where('user_id', '=', userId);
  // Three ranges of three partial indexes: what was sent and filed long ago is not looked at.
  const [open, left, bounced] = await Promise.all([
    mine.where(sql<boolean>`state not in ('filed', 'cancelled')`).orderBy('id', 'desc').limit(500).execute(),
    mine
      .where('accepted_at', '>', Date.now() - 24 * 3600_000)
      .where('state', '=', 'filed')
      .orderBy('accepted_at', 'desc')
      .limit(200)
      .execute(),
    mine
      .where(sql<boolean>`undelivered_json <> '[]' and settled = 0`)
      .where('state', '!=', 'cancelled')
      .orderBy('id', 'desc')
      .limit(100)
      .execute(),
  ]);
  const rows = new Map([...open, ...left, ...bounced].map((row) => [row.id, row]));
  return [...rows.values()].sort((a, b) => b.id - a.id).map(outboxItem);
}

/** The host of the mail server that each account of this person sends through. */
export function sendingHosts(db: Db, userId: number): Promise<{ id: number; host: string }[]> {
  return db.selectFrom('account').select(['id', 'smtp_host as host']).where('user_id', '=', userId).execute();
}

/** One item of this person. Throws 'not found'. */
export async function getOutboxItem(db: Db, userId: number, id: number): Promise<OutboxItem> {
  const row = await db
    .selectFrom('outbox')
    .select(ITEM_COLUMNS)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('message');
  return outboxItem(row);
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

/**
 * Tries again now, only for the recipients that no server has taken. Of an unclear item this is the person's decision to risk a
 * second copy.
 */
export function retryOutboxItem(db: Db, userId: number, id: number): Promise<OutboxItem> {
  return settle(db, userId, id, ['retry', 'failed', 'unclear'], {
    state: 'queued',
    next_try_at: Date.now(),
    // The five days begin anew: it is the person who asks.
    first_try_at: null,
    warned_at: null,
    transfer_at: null,
    // What notices said of an unclear one led to this decision; those that come from now on are news.
    settled: sql`case when state = 'unclear' then 1 else settled end`,
    response_code: null,
    response_text: null,
    reason: null,
    // Whoever was refused for good and is not asked again stays on the record.
    refused_json: sql`(select json_group_array(json(value)) from json_each(refused_json)
      where value ->> 'address' not in (select value from json_each(envelope_json, '$.to')))`,
  });
}

/** Another time for a message that has not left, with the octets that carry its new Date; null is now. Answers the old octets' file. */
export function rescheduleOutboxItem(
  db: Db,
  userId: number,
  id: number,
  fresh: { sendAt: number | null; path: string; size: number },
): Promise<{ item: OutboxItem; oldPath: string }> {
  return durably(db, async (t) => {
    const { path: oldPath } = await pathOf(t, userId, id);
    const moved = await settle(t, userId, id, ['held', 'queued', 'retry'], {
      state: fresh.sendAt === null ? 'queued' : 'held',
      next_try_at: fresh.sendAt ?? Date.now(),
      send_at: fresh.sendAt,
      path: fresh.path,
      size: fresh.size,
    });
    return { item: moved, oldPath };
  });
}

/** The queue's id of a sent message that a person reads: by its Message-ID, in the same account. Null when it was sent elsewhere. */
export async function outboxIdOf(db: Db, userId: number, messageId: number): Promise<number | null> {
  const row = await db
    .selectFrom('message')
    .innerJoin('outbox', (join) =>
      join
        .onRef('outbox.message_id_header', '=', 'message.message_id_header')
        .onRef('outbox.account_id', '=', 'message.account_id'),
    )
    .select('outbox.id')
    .where('message.id', '=', messageId)
    .where('outbox.user_id', '=', userId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** What the queue alone knows of a message's way. */
export async function wayOf(
  db: Db,
  userId: number,
  id: number,
): Promise<{ item: OutboxItem; messageIdHeader: string; queueId: string | null; filedAt: number | null }> {
  const row = await db
    .selectFrom('outbox')
    .select([...ITEM_COLUMNS, 'message_id_header', 'queue_id', 'filed_at'])
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('message');
  return {
    item: outboxItem(row),
    messageIdHeader: row.message_id_header,
    queueId: row.queue_id,
    filedAt: row.filed_at,
  };
}

/** Where the octets of this person's message lie, and whether any of it has left. Throws 'not found'. */
export async function pathOf(
  db: Db,
  userId: number,
  id: number,
): Promise<{ path: string; size: number; hasLeft: boolean }> {
  const row = await db
    .selectFrom('outbox')
    .select(['path', 'size', 'accepted_at', 'transfer_at'])
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('message');
  return { path: row.path, size: row.size, hasLeft: row.accepted_at !== null || row.transfer_at !== null };
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

/** Drops an item that failed for good from the list; of a partly accepted one the Sent copy still follows. */
export async function dismissOutboxItem(db: Db, userId: number, id: number): Promise<void> {
  await settle(db, userId, id, ['failed'], {
    state: sql`case when accepted_at is null then 'cancelled' when filed_at is null then 'sent' else 'filed' end`,
    next_try_at: null,
  });
}

/** The person has seen what the notices about this message say. */
export async function settleNotices(db: Db, userId: number, id: number): Promise<void> {
  await settle(db, userId, id, ['sent', 'filed', 'failed', 'retry'], { settled: 1 });
}

function settle(
  db: Db,
  userId: number,
  id: number,
  from: OutboxState[],
  patch: Record<string, unknown>,
): Promise<OutboxItem> {
  return durably(db, async (t) => {
    await getOutboxItem(t, userId, id);
    const row = await t
      .updateTable('outbox')
      .set(patch)
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', 'in', from)
      .returning(ITEM_COLUMNS)
      .executeTakeFirst();
    if (!row)
      throw new AppError('bad-request', {
        userMessage: 'This message has moved on. Look at its state again.',
      });
    await recordChange(t, userId, { kind: 'outbox', outboxId: id });
    return outboxItem(row);
  });
}
