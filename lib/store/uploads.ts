// Files that people attach: the row here, the octets in a file beside the store. They come in pieces.
import { sql } from 'kysely';
import type { Upload } from '@/lib/contract/compose';
import { notFound } from '@/lib/errors';
import type { Db } from './db';

/** An upload with the path of its octets, of which `received` are safely on disk. */
export interface UploadRow extends Upload {
  path: string;
  received: number;
}

/** Notes an upload; `received` octets of it are on disk. */
export async function addUpload(db: Db, userId: number, upload: UploadRow): Promise<void> {
  await db
    .insertInto('upload')
    .values({
      id: upload.id,
      user_id: userId,
      name: upload.name,
      type: upload.type,
      size: upload.size,
      content_id: upload.contentId,
      path: upload.path,
      created_at: Date.now(),
      received: upload.received,
    })
    .execute();
}

/** One upload of this person, whole or not. Throws 'not found'. */
export async function getUpload(db: Db, userId: number, id: string): Promise<UploadRow> {
  const row = await db
    .selectFrom('upload')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('attachment');
  const { name, type, size, path, received } = row;
  return { id, name, type, size, contentId: row.content_id, path, received };
}

/** One upload of which all octets are here. Throws 'not found'. */
export async function getWholeUpload(db: Db, userId: number, id: string): Promise<UploadRow> {
  const upload = await getUpload(db, userId, id);
  if (upload.received < upload.size) throw notFound('attachment');
  return upload;
}

/** A piece that began at octet `from` is on disk up to `to`. Answers false when another came first. */
export async function noteReceived(
  db: Db,
  userId: number,
  id: string,
  from: number,
  to: number,
): Promise<boolean> {
  const done = await db
    .updateTable('upload')
    .set({ received: to })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('received', '=', from)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Forgets an upload; answers the file to unlink, null when there was none. */
export async function removeUpload(db: Db, userId: number, id: string): Promise<string | null> {
  const row = await db
    .deleteFrom('upload')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('path')
    .executeTakeFirst();
  return row?.path ?? null;
}

/**
 * Uploads from before `before` (epoch ms) that no draft, no version of one and no message in the queue names: their octets can go. A
 * message that was taken back is a draft again; the queue only keeps its record.
 */
export async function staleUploads(
  db: Db,
  before: number,
  limit: number,
): Promise<{ userId: number; id: string }[]> {
  const { rows } = await sql<{ userId: number; id: string }>`
    select user_id as userId, id from upload u where created_at < ${before}
      and not exists (select 1 from draft d where d.user_id = u.user_id and instr(d.json, u.id))
      and not exists (select 1 from draft_version v where v.user_id = u.user_id and instr(v.json, u.id))
      and not exists (select 1 from outbox o where o.user_id = u.user_id and o.state <> 'cancelled'
        and instr(o.draft_json, u.id))
    order by created_at limit ${limit}`.execute(db);
  return rows;
}

/** Which of these uploads exist, whosever they are: files of the others can go. */
export async function knownUploads(db: Db, ids: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('upload')
    .select('id')
    .where('id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
