// Bodies that were opened, kept ready to show; bounded, the least recently used go.
import { Body } from '@/lib/contract/mail';
import type { Db } from './db';

const MAX_OCTETS = 200 * 1024 * 1024;

/** A body and the sanitized HTML it shows. */
export interface CachedBody {
  body: Body;
  html: string | null;
}

/** The kept body of a message. The caller has checked whose message it is. */
export async function getCachedBody(db: Db, messageId: number): Promise<CachedBody | null> {
  const row = await db
    .selectFrom('body')
    .select(['json', 'html'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  if (!row) return null;
  return { body: Body.parse(JSON.parse(row.json)), html: row.html };
}

/** Keeps a body; beyond 200 MB the least recently kept go. */
export async function saveBody(db: Db, messageId: number, body: Body, html: string | null): Promise<void> {
  const json = JSON.stringify(body);
  const row = { json, html, octets: json.length + (html?.length ?? 0), used_at: Date.now() };
  await db
    .insertInto('body')
    .values({ message_id: messageId, ...row })
    .onConflict((conflict) => conflict.column('message_id').doUpdateSet(row))
    .execute();
  const { held } = await db
    .selectFrom('body')
    .select((select) => select.fn.sum<number>('octets').as('held'))
    .executeTakeFirstOrThrow();
  if (held <= MAX_OCTETS) return;
  const oldest = db.selectFrom('body').select('message_id').orderBy('used_at').limit(200);
  await db.deleteFrom('body').where('message_id', 'in', oldest).execute();
}
