// The message queue's table as the worker sees it: claim with a lease, note each step before taking it, record outcomes.
//
// Only the beginning of a transfer waits for the disk: what a power cut takes of the other steps is a claim that is made again, an outcome
// that becomes 'unclear', or a Sent copy that is found there. A crash of the process takes none of them.
import { sql } from 'kysely';
import type { OutboxState } from '@/lib/contract/compose';
import type { DeliveryAttempt, Dialogue } from '@/lib/contract/delivery';
import { recordChange } from './changes';
import { addAttempt, endAttempt } from './delivery-attempts';
import { type Db, durably, transaction } from './db';
import { type MailOptions, readOptions, type RefusedRecipient } from './outbox-item';

/** How long a claim holds without renewal. */
export const LEASE_MS = 60_000;

/** A message in a worker's hands. `remaining` are the recipients no server has answered for yet. */
export interface QueuedMessage {
  id: number;
  userId: number;
  accountId: number;
  /** Of the server that takes it. */
  host: string;
  messageIdHeader: string;
  from: string;
  remaining: string[];
  accepted: string[];
  refused: RefusedRecipient[];
  options: MailOptions;
  path: string;
  size: number;
  originalId: number | null;
  attempts: number;
  /** The row of this attempt; 0 for a message that is only to be filed. */
  attemptId: number;
  fileAttempts: number;
  createdAt: number;
  firstTryAt: number;
}

/** What an attempt came to; absent fields stay as they are. */
export interface Outcome {
  state: OutboxState;
  nextTryAt: number | null;
  remaining?: string[];
  accepted?: string[];
  refused?: RefusedRecipient[];
  responseCode?: number | null;
  responseText?: string | null;
  reason: string | null;
  queueId?: string | null;
  /** The person is to be told that it takes long. */
  warn?: boolean;
  /** Epoch ms when a server took the message for at least one recipient: from then a Sent copy is due. */
  acceptedAt?: number;
}

/** The columns behind a QueuedMessage. */
export interface QueueColumns {
  id: number;
  user_id: number;
  account_id: number;
  message_id_header: string;
  envelope_json: string;
  accepted_json: string;
  refused_json: string;
  options_json: string;
  path: string;
  size: number;
  original_id: number | null;
  attempts: number;
  file_attempts: number;
  created_at: number;
  first_try_at: number | null;
}

/** Their names. */
export const QUEUE_COLUMNS = [
  'id',
  'user_id',
  'account_id',
  'message_id_header',
  'envelope_json',
  'accepted_json',
  'refused_json',
  'options_json',
  'path',
  'size',
  'original_id',
  'attempts',
  'file_attempts',
  'created_at',
  'first_try_at',
] as const;

/** A row in a worker's hands; `attemptId` 0 when it is only to be filed. */
export function queuedMessage(row: QueueColumns, host: string, attemptId: number): QueuedMessage {
  const envelope = JSON.parse(row.envelope_json) as { from: string; to: string[] };
  return {
    id: row.id,
    userId: row.user_id,
    accountId: row.account_id,
    host,
    messageIdHeader: row.message_id_header,
    from: envelope.from,
    remaining: envelope.to,
    accepted: JSON.parse(row.accepted_json) as string[],
    refused: JSON.parse(row.refused_json) as RefusedRecipient[],
    options: readOptions(row.options_json),
    path: row.path,
    size: row.size,
    originalId: row.original_id,
    attempts: row.attempts,
    attemptId,
    fileAttempts: row.file_attempts,
    createdAt: row.created_at,
    firstTryAt: row.first_try_at ?? row.created_at,
  };
}

const hostOf = async (db: Db, accountId: number) =>
  (await db.selectFrom('account').select('smtp_host').where('id', '=', accountId).executeTakeFirst())
    ?.smtp_host ?? '';

/** Whose messages are passed over: accounts with work under way and hosts that take no more just now. */
export interface Busy {
  accounts?: number[];
  hosts?: string[];
}

const WAITING = ['held', 'queued', 'retry'] as const;

/** The message of each waiting state that is due longest, in the order of an index, however many wait. */
function dueLongest({ accounts = [], hosts = [] }: Busy, until: number) {
  const one = (state: (typeof WAITING)[number]) => sql`select * from (
    select o.id, o.next_try_at as at from outbox o where o.state = ${state} and o.next_try_at <= ${until}
      and o.account_id not in (select value from json_each(${JSON.stringify(accounts)}))
      and o.account_id not in (select id from account
        where smtp_host in (select value from json_each(${JSON.stringify(hosts)})))
    order by o.next_try_at limit 1)`;
  return sql<{ id: number; at: number }>`select id, at from (${sql.join(WAITING.map(one), sql` union all `)})
    order by at limit 1`;
}

/**
 * Claims the message that is due longest with a lease, and writes the attempt down before it is made. Two processes never get the
 * same one: it is one UPDATE. Null when nothing is due.
 */
export function claimDue(db: Db, now: number, busy: Busy = {}): Promise<QueuedMessage | null> {
  return transaction(db, async (t) => {
    const next = (await dueLongest(busy, now).execute(t)).rows[0];
    if (!next) return null;
    const row = await t
      .updateTable('outbox')
      .set((set) => ({
        state: 'sending',
        attempts: set('attempts', '+', 1),
        lease_until: now + LEASE_MS,
        transfer_at: null,
        first_try_at: sql<number>`coalesce(first_try_at, ${now})`,
      }))
      .where('id', '=', next.id)
      .where('state', 'in', WAITING)
      .returning(QUEUE_COLUMNS)
      .executeTakeFirst();
    if (!row) return null;
    const attemptId = await addAttempt(t, row.id, row.attempts, now);
    await recordChange(t, row.user_id, { kind: 'outbox', outboxId: row.id });
    return queuedMessage(row, await hostOf(t, row.account_id), attemptId);
  });
}

/**
 * What waits to be tried again through this account's server is due now: the account was signed in to again. Answers the accounts that
 * send through it.
 */
export function hurryRetries(db: Db, accountId: number, now: number): Promise<number[]> {
  return transaction(db, async (t) => {
    const { rows } = await sql<{ id: number }>`
      select id from account where coalesce(smtp_account_id, id) = ${accountId}`.execute(t);
    const through = rows.map(({ id }) => id);
    await t
      .updateTable('outbox')
      .set({ next_try_at: now })
      .where('state', '=', 'retry')
      .where('next_try_at', '>', now)
      .where('account_id', 'in', through)
      .execute();
    return through;
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

/**
 * Notes, before the first octet after DATA, that from now on a crash leaves the outcome unknown. False when the claim was lost
 * meanwhile (a process that slept past its lease): then nothing may be handed over.
 */
export function markTransfer(db: Db, queued: QueuedMessage, now: number): Promise<boolean> {
  return durably(db, async (t) => {
    const row = await t
      .updateTable('outbox')
      .set({ transfer_at: now, lease_until: now + LEASE_MS })
      .where('id', '=', queued.id)
      .where('state', '=', 'sending')
      .where('attempts', '=', queued.attempts)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  });
}

/** Records what an attempt came to, with its dialogue, and gives the claim back. */
export function recordOutcome(
  db: Db,
  queued: QueuedMessage,
  outcome: Outcome,
  attempt: Pick<DeliveryAttempt, 'result'> & { dialogue: Dialogue | null; at: number },
): Promise<void> {
  return transaction(db, async (t) => {
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
        ...(outcome.accepted ? { accepted_json: JSON.stringify(outcome.accepted) } : {}),
        ...(outcome.refused ? { refused_json: JSON.stringify(outcome.refused) } : {}),
        ...(outcome.remaining
          ? { envelope_json: JSON.stringify({ from: queued.from, to: outcome.remaining }) }
          : {}),
        ...(outcome.queueId ? { queue_id: outcome.queueId } : {}),
        ...(outcome.warn ? { warned_at: sql<number>`coalesce(warned_at, ${attempt.at})` } : {}),
        ...(outcome.acceptedAt
          ? {
              accepted_at: sql<number>`coalesce(accepted_at, ${outcome.acceptedAt})`,
              file_at: sql<number>`coalesce(file_at, ${outcome.acceptedAt})`,
            }
          : {}),
      })
      .where('id', '=', queued.id)
      // Also where the lease ran out meanwhile (a machine that slept): what the server said is better than 'unclear'.
      .where('state', 'in', ['sending', 'unclear', 'queued'])
      .where('attempts', '=', queued.attempts)
      .execute();
    await endAttempt(t, queued.attemptId, {
      ...attempt,
      code: outcome.responseCode ?? null,
      text: outcome.responseText ?? null,
    });
    await recordChange(t, queued.userId, { kind: 'outbox', outboxId: queued.id });
  });
}

/**
 * Takes care of claims whose worker died. Before DATA nothing had left: back into the queue. After DATA began nobody
 * can know: unclear, for the person to decide, never sent again by itself.
 */
export function recoverExpired(db: Db, now: number): Promise<number> {
  return transaction(db, async (t) => {
    const expired = await t
      .updateTable('outbox')
      .set({
        state: sql<string>`case when transfer_at is null then 'queued' else 'unclear' end`,
        next_try_at: sql<number | null>`case when transfer_at is null then ${now} end`,
        lease_until: null,
        reason: sql<string | null>`case when transfer_at is not null then
          'Pennypost was interrupted while the message was being handed over. It may or may not have arrived.' end`,
      })
      .where('state', '=', 'sending')
      .where('lease_until', '<=', now)
      .returning(['id', 'user_id'])
      .execute();
    for (const row of expired) await recordChange(t, row.user_id, { kind: 'outbox', outboxId: row.id });
    return expired.length;
  });
}

/**
 * Forgets up to `limit` messages that are done (filed, or taken back) and older than `before` (epoch ms); answers how many. Their octets
 * are swept away as of no message.
 */
export async function forgetDone(db: Db, before: number, limit: number): Promise<number> {
  // Ids grow with time: the search ends at the first message that is young enough, without an index of its own.
  const old = sql<number>`(select id from outbox where state in ('filed', 'cancelled') and created_at < ${before}
    and id < coalesce((select id from outbox where created_at >= ${before} order by id limit 1), 9e18)
    order by id limit ${limit})`;
  const done = await db.deleteFrom('outbox').where('id', 'in', old).executeTakeFirst();
  return Number(done.numDeletedRows);
}

/** The files of messages that may still be sent, or filed in Sent. Octets of all others can go. */
export async function neededFiles(db: Db): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select path from outbox where state not in ('filed', 'cancelled')
    union select path from outbox where accepted_at is not null and filed_at is null`.execute(db);
  return rows.map(({ path }) => path);
}

/** When the queue next has something to do (epoch ms) but for `busy`; null when it has not. */
export async function nextDueAt(db: Db, busy: Busy = {}): Promise<number | null> {
  const waiting = (await dueLongest(busy, Number.MAX_SAFE_INTEGER).execute(db)).rows[0];
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
