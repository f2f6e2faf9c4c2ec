// Files that people attach: the row here, the octets in a file beside the store.
import { sql } from 'kysely';
import type { Upload } from '@/lib/contract/compose';
import { notFound } from '@/lib/errors';
import type { Db } from './db';

/** An upload with the path of its octets. */
export interface UploadRow extends Upload {
  path: string;
}

/** Notes an upload whose octets are on disk. */
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
    })
    .execute();
}

/** One upload of this person. Throws 'not found'. */
export async function getUpload(db: Db, userId: number, id: string): Promise<UploadRow> {
  const row = await db
    .selectFrom('upload')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('attachment');
  const { name, type, size, path } = row;
  return { id, name, type, size, contentId: row.content_id, path };
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

/** Uploads from before `before` (epoch ms) that no draft and no message in the queue names: their octets can go. */
export async function staleUploads(db: Db, before: number): Promise<{ userId: number; id: string }[]> {
  const { rows } = await sql<{ userId: number; id: string }>`
    select user_id as userId, id from upload where created_at < ${before}
      and not exists (select 1 from draft, json_each(draft.json, '$.uploads') v
        where draft.user_id = upload.user_id and v.value ->> 'id' = upload.id)
      and not exists (select 1 from outbox, json_each(outbox.draft_json, '$.uploads') v
        where outbox.user_id = upload.user_id and v.value ->> 'id' = upload.id)`.execute(db);
  return rows;
}
