// The numbered list of facts that browsers follow: written in the transaction of the fact, read by the event stream.
import { ChangeEvent } from '@/lib/contract/mail';
import { type Db, touch } from './db';

const KEEP = 10_000;
const MAX_IDS = 200;

/** Writes a fact for this person's browsers, in the caller's transaction. More than 200 conversation ids mean 'reload'. */
export async function recordChange(db: Db, userId: number, event: ChangeEvent): Promise<void> {
  const bounded =
    event.kind === 'conversations' && event.conversationIds.length > MAX_IDS
      ? { ...event, conversationIds: [] }
      : event;
  const row = await db
    .insertInto('change')
    .values({ user_id: userId, json: JSON.stringify(bounded), created_at: Date.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (row.id % 1000 === 0)
    await db
      .deleteFrom('change')
      .where('user_id', '=', userId)
      .where('id', '<', row.id - KEEP)
      .execute();
  touch(db, userId);
}

/** Number of the newest fact of this person, 0 when there is none. */
export async function lastChangeId(db: Db, userId: number): Promise<number> {
  const row = await db
    .selectFrom('change')
    .select((select) => select.fn.max('id').as('id'))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** Facts after `afterId`, oldest first. `gap` says that older ones were pruned: the browser must load anew. */
export async function changesAfter(
  db: Db,
  userId: number,
  afterId: number,
  limit: number,
): Promise<{ events: { id: number; event: ChangeEvent }[]; gap: boolean }> {
  const rows = await db
    .selectFrom('change')
    .select(['id', 'json'])
    .where('user_id', '=', userId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = await lastChangeId(db, userId);
  const events = rows.map(({ id, json }) => ({ id, event: ChangeEvent.parse(JSON.parse(json)) }));
  return { events, gap: afterId > last || (afterId > 0 && last - afterId > KEEP) };
}
