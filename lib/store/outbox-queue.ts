// The message queue's table as the worker sees it: claim with a lease, note each step before taking it, record outcomes.
import { sql } from 'kysely';
import type { OutboxState } from '@/lib/contract/compose';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import type { RefusedRecipient } from './outbox';

/** How long a claim holds without renewal. */
export const LEASE_MS = 60_000;

/** A message in a worker's hands. `remaining` are the recipients no server has answered for yet. */
export interface QueuedMessage {
  id: number;
  userId: number;
  accountId: number;
  messageIdHeader: string;
  from: string;
  remaining: string[];
  refused: RefusedRecipient[];
  path: string;
  size: number;
  originalId: number | null;
  attempts: number;
  fileAttempts: number;
  createdAt: number;
}

/** What an attempt came to; absent fields stay as they are. */
export interface Outcome {
  state: OutboxState;
  nextTryAt: number | null;
  remaining?: string[];
  refused?: RefusedRecipient[];
  responseCode?: number | null;
  responseText?: string | null;
  reason: string | null;
  /** Epoch ms when a server took the message for at least one recipient: from then a Sent copy is due. */
  acceptedAt?: number;
}

interface QueueColumns {
  id: number;
  user_id: number;
  account_id: number;
  message_id_header: string;
  envelope_json: string;
  refused_json: string;
  path: string;
  size: number;
  original_id: number | null;
  attempts: number;
  file_attempts: number;
  created_at: number;
}

const COLUMNS = [
  'id',
  'user_id',
  'account_id',
  'message_id_header',
  'envelope_json',
  'refused_json',
  'path',
  'size',
  'original_id',
  'attempts',
  'file_attempts',
  'created_at',
] as const;

function message(row: QueueColumns): QueuedMessage {
  const envelope = JSON.parse(row.envelope_json) as { from: string; to: string[] };
  return {
    id: row.id,
    userId: row.user_id,
    accountId: row.account_id,
    messageIdHeader: row.message_id_header,
    from: envelope.from,
    remaining: envelope.to,
    refused: JSON.parse(row.refused_json) as RefusedRecipient[],
    path: row.path,
    size: row.size,
    originalId: row.original_id,
    attempts: row.attempts,
    fileAttempts: row.file_attempts,
    createdAt: row.created_at,
  };
}

/**
 * Claims the message that is due longest, of an account not in `busyAccounts`, with a lease, and counts the attempt before it is made.
 * Null when nothing is due.
 */
export function claimDue(db: Db, now: number, busyAccounts: number[]): Promise<QueuedMessage | null> {
  return durably(db, async (t) => {
    let due = t
      .selectFrom('outbox')
      .select('id')
      .where('state', 'in', ['held', 'queued', 'retry'])
      .where('next_try_at', '<=', now);
    if (busyAccounts.length > 0) due = due.where('account_id', 'not in', busyAccounts);
    const next = await due.orderBy('next_try_at').limit(1).executeTakeFirst();
    if (!next) return null;
    const row = await t
      .updateTable('outbox')
      .set((set) => ({
        state: 'sending',
        attempts: set('attempts', '+', 1),
        lease_until: now + LEASE_MS,
        transfer_at: null,
      }))
      .where('id', '=', next.id)
      .where('state', 'in', ['held', 'queued', 'retry'])
      .returning(COLUMNS)
      .executeTakeFirst();
    if (!row) return null;
    await recordChange(t, row.user_id, { kind: 'outbox', outboxId: row.id });
    return message(row);
  });
}

/** Keeps a claim while its attempt runs. */
export async function renewLease(db: Db, id: number, now: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ lease_until: now + LEASE_MS })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** Notes, before the first octet after DATA, that from now on a crash leaves the outcome unknown. */
export async function markTransfer(db: Db, id: number, now: number): Promise<void> {
  await durably(db, async (t) => {
    await t.updateTable('outbox').set({ transfer_at: now }).where('id', '=', id).execute();
  });
}

/** Records what an attempt came to and gives the claim back. */
export function recordOutcome(db: Db, queued: QueuedMessage, outcome: Outcome): Promise<void> {
  return durably(db, async (t) => {
    await t
      .updateTable('outbox')
      .set({
        // A message sent to its last recipients after a partial success has its copy already.
        state:
          outcome.state === 'sent'
            ? sql<string>`case when filed_at is null then 'sent' else 'filed' end`
            : outcome.state,
        next_try_at: outcome.nextTryAt,
        lease_until: null,
        reason: outcome.reason,
        ...(outcome.responseCode === undefined ? {} : { response_code: outcome.responseCode }),
        ...(outcome.responseText === undefined ? {} : { response_text: outcome.responseText }),
        ...(outcome.refused ? { refused_json: JSON.stringify(outcome.refused) } : {}),
        ...(outcome.remaining
          ? { envelope_json: JSON.stringify({ from: queued.from, to: outcome.remaining }) }
          : {}),
        ...(outcome.acceptedAt ? { accepted_at: outcome.acceptedAt, file_at: outcome.acceptedAt } : {}),
      })
      .where('id', '=', queued.id)
      .execute();
    await recordChange(t, queued.userId, { kind: 'outbox', outboxId: queued.id });
  });
}

/**
 * Takes care of claims whose worker died. Before DATA nothing had left: back into the queue. After DATA began nobody
 * can know: unclear, for the person to decide, never sent again by itself.
 */
export function recoverExpired(db: Db, now: number): Promise<number> {
  return durably(db, async (t) => {
    const expired = await t
      .selectFrom('outbox')
      .select(['id', 'user_id', 'transfer_at'])
      .where('state', '=', 'sending')
      .where('lease_until', '<=', now)
      .execute();
    for (const row of expired) {
      const unclear = row.transfer_at !== null;
      await t
        .updateTable('outbox')
        .set({
          state: unclear ? 'unclear' : 'queued',
          next_try_at: unclear ? null : now,
          lease_until: null,
          reason: unclear
            ? 'Pennypost was interrupted while the message was being handed over. It may or may not have arrived.'
            : null,
        })
        .where('id', '=', row.id)
        .where('state', '=', 'sending')
        .execute();
      await recordChange(t, row.user_id, { kind: 'outbox', outboxId: row.id });
    }
    return expired.length;
  });
}

/** The accepted message whose Sent copy is due longest, of an account not in `busyAccounts`. */
export async function nextToFile(db: Db, now: number, busyAccounts: number[]): Promise<QueuedMessage | null> {
  let due = db
    .selectFrom('outbox')
    .select(COLUMNS)
    .where('accepted_at', 'is not', null)
    .where('filed_at', 'is', null)
    .where('file_at', '<=', now);
  if (busyAccounts.length > 0) due = due.where('account_id', 'not in', busyAccounts);
  const row = await due.orderBy('file_at').limit(1).executeTakeFirst();
  return row ? message(row) : null;
}

/** The Sent copy is on the server. Answers whether that was the last step, so that the bytes may go. */
export function markFiled(db: Db, queued: QueuedMessage, now: number): Promise<boolean> {
  return durably(db, async (t) => {
    await t.updateTable('outbox').set({ filed_at: now }).where('id', '=', queued.id).execute();
    const last = await t
      .updateTable('outbox')
      .set({ state: 'filed', draft_json: null })
      .where('id', '=', queued.id)
      .where('state', '=', 'sent')
      .returning('id')
      .executeTakeFirst();
    await recordChange(t, queued.userId, { kind: 'outbox', outboxId: queued.id });
    return last !== undefined;
  });
}

/** Forgets messages that are done (filed, or taken back) and older than `before`; answers the files to remove. */
export async function forgetDone(db: Db, before: number): Promise<string[]> {
  const rows = await db
    .deleteFrom('outbox')
    .where('created_at', '<', before)
    .where('state', 'in', ['filed', 'cancelled'])
    .returning('path')
    .execute();
  return rows.map(({ path }) => path);
}

/** Filing failed: again at `at`. Counted before the attempt that follows. */
export async function postponeFiling(db: Db, id: number, at: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set((set) => ({ file_attempts: set('file_attempts', '+', 1), file_at: at }))
    .where('id', '=', id)
    .execute();
}

/** When the queue next has something to do (epoch ms), null when it is empty. */
export async function nextDueAt(db: Db): Promise<number | null> {
  const waiting = await db
    .selectFrom('outbox')
    .select((select) => select.fn.min('next_try_at').as('at'))
    .where('state', 'in', ['held', 'queued', 'retry'])
    .executeTakeFirst();
  const sending = await db
    .selectFrom('outbox')
    .select((select) => select.fn.min('lease_until').as('at'))
    .where('state', '=', 'sending')
    .executeTakeFirst();
  const filing = await db
    .selectFrom('outbox')
    .select((select) => select.fn.min('file_at').as('at'))
    .where('accepted_at', 'is not', null)
    .where('filed_at', 'is', null)
    .executeTakeFirst();
  const times = [waiting?.at, sending?.at, filing?.at].filter((at) => typeof at === 'number');
  return times.length > 0 ? Math.min(...times) : null;
}
