// The diary of a message on its way: each attempt, written down before it is made, with its dialogue afterwards.
import { DeliveryAttempt, Dialogue } from '@/lib/contract/delivery';
import type { Db } from './db';

/** Writes an attempt down; answers its row. */
export async function addAttempt(db: Db, outboxId: number, number: number, now: number): Promise<number> {
  const row = await db
    .insertInto('delivery_attempt')
    .values({ outbox_id: outboxId, number, started_at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Adds what came of it. */
export async function endAttempt(
  db: Db,
  id: number,
  end: Pick<DeliveryAttempt, 'result' | 'code' | 'text'> & { dialogue: Dialogue | null; at: number },
): Promise<void> {
  await db
    .updateTable('delivery_attempt')
    .set({
      ended_at: end.at,
      result: end.result,
      code: end.code,
      text: end.text,
      dialogue_json: end.dialogue ? JSON.stringify(end.dialogue) : null,
    })
    .where('id', '=', id)
    .execute();
}

/** All attempts of a message, the first first. The caller has checked whose it is. */
export async function listAttempts(db: Db, outboxId: number): Promise<DeliveryAttempt[]> {
  const rows = await db
    .selectFrom('delivery_attempt')
    .selectAll()
    .where('outbox_id', '=', outboxId)
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map((row) =>
    DeliveryAttempt.parse({
      id: row.id,
      number: row.number,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      result: row.result,
      code: row.code,
      text: row.text,
      dialogue: row.dialogue_json ? Dialogue.parse(JSON.parse(row.dialogue_json)) : null,
    }),
  );
}
