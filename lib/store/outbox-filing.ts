// The Sent copy as a step of its own: claimed, put off, done. Nothing here sends anything.
import { sql } from 'kysely';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
import { QUEUE_COLUMNS, type QueueColumns, type QueuedMessage, queuedMessage } from './outbox-queue';

/**
 * Claims the accepted message whose Sent copy is due longest, of an account not in `busyAccounts`: nobody else files it before
 * `until`, and the try is counted before it is made.
 */
export async function claimFiling(
  db: Db,
  now: number,
  until: number,
  busyAccounts: number[] = [],
): Promise<QueuedMessage | null> {
  const busy = JSON.stringify(busyAccounts);
  const { rows } = await sql<QueueColumns>`
    update outbox set file_attempts = file_attempts + 1, file_at = ${until}
    where id = (select id from outbox where accepted_at is not null and filed_at is null and file_at <= ${now}
      and account_id not in (select value from json_each(${busy})) order by file_at limit 1)
    returning ${sql.join(QUEUE_COLUMNS.map((name) => sql.ref(name)))}`.execute(db);
  const row = rows[0];
  return row ? queuedMessage(row, '', 0) : null;
}

/** When the Sent copy is tried again: after a failure, or later while it is still being put there. */
export async function postponeFiling(db: Db, id: number, at: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ file_at: at })
    .where('id', '=', id)
    .where('filed_at', 'is', null)
    .execute();
}

/** The Sent copy is on the server. Answers whether that was the last step, so that the bytes may go. */
export function markFiled(db: Db, queued: QueuedMessage, now: number): Promise<boolean> {
  return transaction(db, async (t) => {
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
