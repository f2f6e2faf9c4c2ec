// Takes message rows out of the index, in short transactions, with all that hangs on them.
import { type SelectQueryBuilder, sql } from 'kysely';
import { type Db, transaction } from './db';
import { forgetTexts } from './message-text';
import { refreshConversations } from './refresh-conversations';
import type { Schema } from './schema';

const SLICE = 100;
type Select = SelectQueryBuilder<Schema, 'message', { id: number }>;

/** Removes the rows of a folder that `narrow` selects; counts, conversations and search follow. */
export function removeRows(db: Db, folderId: number, narrow: (select: Select) => Select): Promise<number> {
  return removeSelected(db, (select) => narrow(select.where('folder_id', '=', folderId)));
}

/** Removes rows that the person moved elsewhere, but that the server still has in this folder, which is gone. */
export function removeRemoteRows(db: Db, folderId: number): Promise<number> {
  return removeSelected(db, (select) => select.where('remote_folder_id', '=', folderId));
}

async function removeSelected(db: Db, narrow: (select: Select) => Select): Promise<number> {
  let removed = 0;
  for (;;) {
    const count = await transaction(db, async (t) => {
      const found = await narrow(t.selectFrom('message').select('id')).limit(SLICE).execute();
      await removeMessageRows(
        t,
        found.map(({ id }) => id),
      );
      return found.length;
    });
    removed += count;
    await new Promise((resolve) => setImmediate(resolve));
    if (count < SLICE) return removed;
  }
}

/** In the caller's transaction: removes these rows whatever their state. */
export async function removeMessageRows(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await db
    .selectFrom('message')
    .innerJoin('account', 'account.id', 'message.account_id')
    .select([
      'message.id',
      'message.folder_id',
      'message.conversation_id',
      'message.account_id',
      'account.user_id',
    ])
    .where('message.id', 'in', ids)
    .execute();
  const first = rows[0];
  if (!first) return;
  await forgetTexts(db, ids);
  await db.deleteFrom('message').where('id', 'in', ids).execute();
  const conversations = [...new Set(rows.map((row) => row.conversation_id))];
  const folders = [...new Set(rows.map((row) => row.folder_id))];
  await refreshConversations(db, first.user_id, conversations, folders);
  const empty = sql<number>`(select value from json_each(${JSON.stringify(conversations)})
    where not exists (select 1 from message where conversation_id = value))`;
  for (const table of ['reference', 'subject_group'] as const)
    await db.deleteFrom(table).where('conversation_id', 'in', empty).execute();
  await db.deleteFrom('conversation').where('id', 'in', empty).execute();
  for (const folderId of folders) await recount(db, folderId);
}

/** Counts a folder's rows anew, in the caller's transaction, from an index alone. */
export async function recount(db: Db, folderId: number): Promise<void> {
  await sql`update folder set
      total = (select count(*) from message where folder_id = ${folderId} and hidden = 0),
      unread = (select count(*) from message where folder_id = ${folderId} and hidden = 0 and seen = 0)
    where id = ${folderId}`.execute(db);
}
