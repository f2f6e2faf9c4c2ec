// Versions of drafts that are not the one in use: what came before, and what lost against a newer one. Bounded for each draft.
import { sql } from 'kysely';
import { Draft, type DraftVersion, VersionReason } from '@/lib/contract/compose';
import { notFound } from '@/lib/errors';
import type { Db } from './db';

const MAX_VERSIONS = 40;
const MAX_OCTETS = 8 * 1024 * 1024;
/** Text moves on: one version a minute is history enough. */
const EARLIER_EVERY_MS = 60_000;
const EXCERPT = 200;

/** What makes two versions different for a person: not when they were typed. */
function contentOf(draft: Draft): string {
  const { editedAt: _, sourceId: __, ...content } = draft;
  return JSON.stringify(content);
}

/** Keeps `draft` as a version of itself, unless the newest version says the same. Oldest ones go beyond 40, or 8 MB. */
export async function keepVersion(
  db: Db,
  userId: number,
  draft: Draft,
  reason: VersionReason,
): Promise<void> {
  const now = Date.now();
  const last = await db
    .selectFrom('draft_version')
    .select(['json', 'kept_at', 'reason'])
    .where('user_id', '=', userId)
    .where('key', '=', draft.key)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (last && reason === 'earlier' && now - last.kept_at < EARLIER_EVERY_MS) return;
  if (last && contentOf(Draft.parse(JSON.parse(last.json))) === contentOf(draft)) return;
  await db
    .insertInto('draft_version')
    .values({ user_id: userId, key: draft.key, reason, json: JSON.stringify(draft), kept_at: now })
    .execute();
  await sql`delete from draft_version where id in (select id from
    (select id, row_number() over newest as place, sum(length(json)) over newest as octets from draft_version
      where user_id = ${userId} and key = ${draft.key} window newest as (order by id desc))
    where place > ${MAX_VERSIONS} or (octets > ${MAX_OCTETS} and place > 1))`.execute(db);
}

/** The versions of this person's draft, the last kept first. */
export async function listVersions(db: Db, userId: number, key: string): Promise<DraftVersion[]> {
  const { rows } = await sql<DraftVersion>`
    select id, reason, kept_at as keptAt, json ->> '$.editedAt' as editedAt, json ->> '$.subject' as subject,
      substr(json ->> '$.text', 1, ${EXCERPT}) as excerpt
    from draft_version where user_id = ${userId} and key = ${key} order by id desc`.execute(db);
  return rows.map((row) => ({ ...row, reason: VersionReason.parse(row.reason) }));
}

/** One version. Throws 'not found'. */
export async function getVersion(db: Db, userId: number, key: string, id: number): Promise<Draft> {
  const row = await db
    .selectFrom('draft_version')
    .select('json')
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('version');
  return Draft.parse(JSON.parse(row.json));
}

/** Forgets versions from before `before` (epoch ms) whose draft is gone; at most `limit`. Answers how many went. */
export async function forgetOrphanVersions(db: Db, before: number, limit: number): Promise<number> {
  const done = await sql`delete from draft_version where id in (select v.id from draft_version v
    where v.kept_at < ${before}
      and not exists (select 1 from draft d where d.user_id = v.user_id and d.key = v.key and d.removed = 0)
    limit ${limit})`.execute(db);
  return Number(done.numAffectedRows ?? 0n);
}
