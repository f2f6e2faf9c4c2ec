// The message queue's table as people see it: put in, list, take back, try again, settle.
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type Draft, type OutboxItem, type OutboxRecipient, OutboxState } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { AppError, notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import type { Schema } from './schema';

/** What a message needs of the server that takes it, and what it wishes. */
export const MailOptions = z.object({
  eightBit: z.boolean().default(false),
  requireTls: z.boolean().default(false),
  /** Success is to be reported as well as failure (RFC 3461). */
  deliveryNotice: z.boolean().default(false),
});
export type MailOptions = z.infer<typeof MailOptions>;

/** As stored. */
export const readOptions = (json: string): MailOptions => MailOptions.parse(JSON.parse(json));

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

/** A recipient the server refused, with its words and what they mean. */
export const RefusedRecipient = z.object({
  address: z.string(),
  code: z.number().nullable(),
  text: z.string(),
  explanation: z.string().nullable().default(null),
});
export type RefusedRecipient = z.infer<typeof RefusedRecipient>;

/** Later than this after its time a planned message is late. */
const LATE_MS = 60_000;

const COLUMNS = [
  'id',
  'account_id',
  'state',
  'subject',
  'to_json',
  'envelope_json',
  'accepted_json',
  'refused_json',
  'undelivered_json',
  'settled',
  'created_at',
  'send_at',
  'next_try_at',
  'first_try_at',
  'accepted_at',
  'warned_at',
  'attempts',
  'response_code',
  'response_text',
  'reason',
  'seen_in',
] as const;

type ItemColumns = Pick<Selectable<Schema['outbox']>, (typeof COLUMNS)[number]>;

function item(row: ItemColumns): OutboxItem {
  const lateMs = row.send_at !== null && row.first_try_at !== null ? row.first_try_at - row.send_at : 0;
  return {
    id: row.id,
    accountId: row.account_id,
    state: OutboxState.parse(row.state),
    subject: row.subject,
    to: JSON.parse(row.to_json) as Address[],
    createdAt: row.created_at,
    sendAt: row.send_at,
    nextTryAt: row.next_try_at,
    firstTryAt: row.first_try_at,
    acceptedAt: row.accepted_at,
    attempts: row.attempts,
    lateMs: lateMs > LATE_MS ? lateMs : null,
    isDelayed: row.state === 'retry' && row.warned_at !== null,
    responseCode: row.response_code,
    responseText: row.response_text,
    reason: row.reason,
    recipients: recipients(row),
    seenIn: row.state === 'unclear' ? row.seen_in : null,
    undelivered: row.settled ? [] : z.array(z.string()).parse(JSON.parse(row.undelivered_json)),
  };
}

function recipients(row: ItemColumns): OutboxRecipient[] {
  const refused = z.array(RefusedRecipient).parse(JSON.parse(row.refused_json));
  const accepted = z.array(z.string()).parse(JSON.parse(row.accepted_json));
  const { to } = z.object({ to: z.array(z.string()) }).parse(JSON.parse(row.envelope_json));
  const known = new Set([...refused.map(({ address }) => address), ...accepted]);
  const quiet = { code: null, text: '', explanation: null };
  const isOver = row.state === 'sent' || row.state === 'filed';
  return [
    ...refused.map((one) => ({ ...one, state: 'refused' as const })),
    ...accepted.map((address) => ({ address, state: 'accepted' as const, ...quiet })),
    ...to
      .filter((address) => !known.has(address))
      .map((address) => ({
        address,
        state: isOver ? ('accepted' as const) : ('waiting' as const),
        ...quiet,
      })),
  ];
}

/**
 * Puts a message into the queue, held until `holdUntil`. The same idempotency key again answers the item that is
 * there: a second click, tab or retry is the same send.
 */
export function addOutboxItem(db: Db, fresh: NewOutboxItem): Promise<OutboxItem> {
  const now = Date.now();
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

/** What waits, what went wrong (also later, by a notice), and what was sent in the last day; newest first. */
export async function listOutbox(db: Db, userId: number): Promise<OutboxItem[]> {
  const mine = db.selectFrom('outbox').select(COLUMNS).where('user_id', '=', userId);
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
  return [...rows.values()].sort((a, b) => b.id - a.id).map(item);
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
    .select([...COLUMNS, 'message_id_header', 'queue_id', 'filed_at'])
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('message');
  return {
    item: item(row),
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
