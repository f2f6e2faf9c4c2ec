// Bodies that were opened, kept ready to show; bounded, the least recently used go.
import { sql } from 'kysely';
import { Body } from '@/lib/contract/mail';
import { type Db, transaction } from './db';

/** A body and the sanitized HTML it shows. */
export interface CachedBody {
  body: Body;
  html: string | null;
}

/** How often use is noted: reading should seldom have to write. */
const NOTED_EVERY_MS = 3600_000;

/** The kept body of a message. The caller has checked whose message it is. */
export async function getCachedBody(db: Db, messageId: number): Promise<CachedBody | null> {
  const row = await db
    .selectFrom('body')
    .select(['json', 'html', 'used_at'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  if (!row) return null;
  const now = Date.now();
  if (now - row.used_at > NOTED_EVERY_MS)
    await db.updateTable('body').set({ used_at: now }).where('message_id', '=', messageId).execute();
  return { body: Body.parse(JSON.parse(row.json)), html: row.html };
}

/** Keeps a body; beyond `maxOctets` in all the least recently used go. One whose message is gone is not kept. */
export async function saveBody(
  db: Db,
  messageId: number,
  body: Body,
  html: string | null,
  maxOctets: number,
): Promise<void> {
  const json = JSON.stringify(body);
  const octets = Buffer.byteLength(json) + Buffer.byteLength(html ?? '');
  await transaction(db, async (t) => {
    await sql`insert into body (message_id, json, html, octets, used_at)
      select id, ${json}, ${html}, ${octets}, ${Date.now()} from message where id = ${messageId}
      on conflict do update set json = excluded.json, html = excluded.html, octets = excluded.octets,
        used_at = excluded.used_at`.execute(t);
    // From an index alone: the bodies themselves are not read.
    const { held } = await t
      .selectFrom('body')
      .select((select) => select.fn.sum<number | null>('octets').as('held'))
      .executeTakeFirstOrThrow();
    if ((held ?? 0) <= maxOctets) return;
    await sql`delete from body where message_id in (select message_id from
      (select message_id, sum(octets) over (order by used_at desc, message_id desc) as up_to from body)
      where up_to > ${maxOctets})`.execute(t);
  });
}
