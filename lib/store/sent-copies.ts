// What is known of how sent messages come into the Sent folder: whether the server puts them there, and what was seen of unclear ones.
import { sql } from 'kysely';
import { recordChange } from './changes';
import { type Db, transaction } from './db';

/** Whether the account's server files a copy of what is sent by itself. */
export async function serverFilesSent(db: Db, accountId: number): Promise<boolean> {
  const row = await db
    .selectFrom('account')
    .select('files_sent')
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row?.files_sent === 1;
}

/** Remembers that it does. */
export async function noteServerFilesSent(db: Db, accountId: number): Promise<void> {
  await db.updateTable('account').set({ files_sent: 1 }).where('id', '=', accountId).execute();
}

/** Notes where a copy of a message was seen of which nobody knows whether it left. */
export function noteSeen(db: Db, outboxId: number, folder: string): Promise<void> {
  return transaction(db, async (t) => {
    const row = await t
      .updateTable('outbox')
      .set({ seen_in: folder })
      .where('id', '=', outboxId)
      .where('state', '=', 'unclear')
      .where('seen_in', 'is', null)
      .returning('user_id')
      .executeTakeFirst();
    if (row) await recordChange(t, row.user_id, { kind: 'outbox', outboxId });
  });
}

/** Unclear messages of an account of which the index now holds a copy: in Sent, or where it arrived with the writer themselves. */
export async function unclearInIndex(
  db: Db,
  accountId: number,
): Promise<{ outboxId: number; folder: string }[]> {
  // 'cross': the few unclear messages first. SQLite itself begins with all messages of the account.
  const { rows } = await sql<{ outboxId: number; folder: string }>`
    select outbox.id as outboxId, folder.name as folder from outbox
    cross join message on message.account_id = outbox.account_id
      and message.message_id_header = outbox.message_id_header
    join folder on folder.id = message.folder_id
    where outbox.account_id = ${accountId} and outbox.state = 'unclear' and outbox.seen_in is null`.execute(
    db,
  );
  return rows;
}
