// A row of the message queue as plain data: what is stored as JSON is checked, what follows from several columns is worked out.
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type OutboxItem, type OutboxRecipient, OutboxState } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
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

/** What `outboxItem` reads of the row itself. */
const OWN_COLUMNS = [
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

/** What `outboxItem` reads. */
export const ITEM_COLUMNS = [
  ...OWN_COLUMNS,
  sql<number>`exists (select 1 from delivery_notice where outbox_id = outbox.id)`.as('is_noticed'),
] as const;

type ItemColumns = Pick<Selectable<Schema['outbox']>, (typeof OWN_COLUMNS)[number]> & { is_noticed: number };

/** A row as the browser sees it. */
export function outboxItem(row: ItemColumns): OutboxItem {
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
    pausedUntil: null,
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
    isNoticed: row.is_noticed === 1,
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
