// Notices that came back about a sent message: failure, delay, success, and that it was read; each tied to its recipient.
import { DeliveryNotice, type NoticeAction } from '@/lib/contract/delivery';
import { recordChange } from './changes';
import { type Db, durably } from './db';

/** What one notice says of one recipient. */
export interface NewNotice {
  /** A name that stays when the notice is fetched again. */
  key: string;
  messageId: number;
  at: number;
  action: NoticeAction;
  recipient: string | null;
  status: string | null;
  diagnostic: string | null;
  reportedBy: string | null;
}

/** The message of an account's queue that a notice speaks of, by its Message-ID or, failing that, its ENVID (RFC 3464 2.2.1). */
export async function findNoticed(
  db: Db,
  accountId: number,
  about: { messageIds: string[]; envelopeId: string | null },
): Promise<{ id: number; userId: number; addresses: string[] } | null> {
  const mine = db
    .selectFrom('outbox')
    .select(['id', 'user_id', 'envelope_json', 'accepted_json', 'refused_json'])
    .where('account_id', '=', accountId);
  let row =
    about.messageIds.length === 0
      ? undefined
      : await mine.where('message_id_header', 'in', about.messageIds.slice(0, 20)).executeTakeFirst();
  if (!row && about.envelopeId && /^[\w.-]{8,100}$/u.test(about.envelopeId)) {
    const start = `<${about.envelopeId}@`;
    row = await mine
      .where('message_id_header', '>=', start)
      .where('message_id_header', '<', `${start}\uffff`)
      .executeTakeFirst();
  }
  if (!row) return null;
  const { to } = JSON.parse(row.envelope_json) as { to: string[] };
  const accepted = JSON.parse(row.accepted_json) as string[];
  return { id: row.id, userId: row.user_id, addresses: [...new Set([...accepted, ...to])] };
}

/** Keeps what a notice says. Safe to repeat. Recipients that it was not delivered to are told to the person. */
export function addNotices(db: Db, outboxId: number, userId: number, notices: NewNotice[]): Promise<void> {
  return durably(db, async (t) => {
    const failures = () =>
      t
        .selectFrom('delivery_notice')
        .select('recipient')
        .where('outbox_id', '=', outboxId)
        .where('action', '=', 'failed')
        .orderBy('recipient')
        .execute();
    const before = await failures();
    for (const one of notices) {
      await t
        .insertInto('delivery_notice')
        .values({
          outbox_id: outboxId,
          message_id: one.messageId,
          notice_key: one.key,
          at: one.at,
          action: one.action,
          recipient: one.recipient ?? '',
          status: one.status,
          diagnostic: one.diagnostic,
          reported_by: one.reportedBy,
        })
        .onConflict((conflict) =>
          conflict.columns(['outbox_id', 'notice_key', 'recipient', 'action']).doUpdateSet({
            message_id: one.messageId,
          }),
        )
        .execute();
    }
    if (notices.length === 0) return;
    const failed = await failures();
    // Another failure is news again, also for a recipient of whom one is known.
    if (failed.length > before.length) {
      const undelivered = [...new Set(failed.map(({ recipient }) => recipient || '?'))];
      await t
        .updateTable('outbox')
        .set({ undelivered_json: JSON.stringify(undelivered), settled: 0 })
        .where('id', '=', outboxId)
        .execute();
    }
    await recordChange(t, userId, { kind: 'outbox', outboxId });
  });
}

/** All notices about a message, the first first. The caller has checked whose it is. */
export async function listNotices(db: Db, outboxId: number): Promise<Omit<DeliveryNotice, 'explanation'>[]> {
  const rows = await db
    .selectFrom('delivery_notice')
    .leftJoin('message', 'message.id', 'delivery_notice.message_id')
    .selectAll('delivery_notice')
    .select('message.conversation_id')
    .where('outbox_id', '=', outboxId)
    .orderBy('delivery_notice.at')
    .orderBy('delivery_notice.id')
    .limit(500)
    .execute();
  return rows.map((row) =>
    DeliveryNotice.omit({ explanation: true }).parse({
      id: row.id,
      messageId: row.message_id,
      conversationId: row.conversation_id,
      at: row.at,
      action: row.action,
      recipient: row.recipient || null,
      status: row.status,
      diagnostic: row.diagnostic,
      reportedBy: row.reported_by,
    }),
  );
}
