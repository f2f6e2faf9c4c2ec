// Looks for a message that a folder has already.
import type { Db } from './db';

/** Of messages that live here: one with these octets. */
export async function hasLocalDouble(db: Db, folderId: number, whole: string): Promise<boolean> {
  const row = await db
    .selectFrom('raw_message')
    .innerJoin('folder', 'folder.account_id', 'raw_message.account_id')
    .innerJoin('message', 'message.id', 'raw_message.message_id')
    .select('message.id')
    .where('folder.id', '=', folderId)
    .where('message.folder_id', '=', folderId)
    .where('raw_message.whole', '=', whole)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Of messages that live on a server: one of this size with this Message-ID or, when it has none, with this date. */
export async function hasRemoteDouble(
  db: Db,
  folderId: number,
  { messageId, date, octets }: { messageId: string | null; date: number | null; octets: number },
): Promise<boolean> {
  if (messageId === null && date === null) return false;
  const row = await db
    .selectFrom('message')
    .innerJoin('folder', (join) =>
      join.onRef('folder.id', '=', 'message.folder_id').onRef('folder.account_id', '=', 'message.account_id'),
    )
    .leftJoin('raw_message', 'raw_message.message_id', 'message.id')
    .select('message.id')
    .where('folder.id', '=', folderId)
    .where('raw_message.message_id', 'is', null)
    .where((where) =>
      messageId === null
        ? where.and([where('message_id_header', 'is', null), where('message.date', '=', date ?? 0)])
        : where('message_id_header', '=', messageId),
    )
    .where('message.size', '=', octets)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
