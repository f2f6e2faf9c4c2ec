// The messages of a folder in the order of their arrival here, a page at a time, for an export.
import type { Db } from './db';
import { getMessage, type MessageRow } from './read-messages';

const PAGE = 100;

/** All messages of a folder of this person. What is added meanwhile comes too, what goes is left out. */
export async function* messagesToExport(
  db: Db,
  userId: number,
  folderId: number,
): AsyncGenerator<MessageRow> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('message')
      .innerJoin('account', 'account.id', 'message.account_id')
      .select('message.id')
      .where('message.folder_id', '=', folderId)
      .where('account.user_id', '=', userId)
      .where('message.hidden', '=', 0)
      .where('message.id', '>', after)
      .orderBy('message.id')
      .limit(PAGE)
      .execute();
    for (const { id } of rows) {
      const message = await getMessage(db, userId, id).catch(() => null);
      if (message) yield message;
    }
    if (rows.length < PAGE) return;
    after = rows[rows.length - 1]!.id;
  }
}
