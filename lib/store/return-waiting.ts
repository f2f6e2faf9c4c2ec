// Brings messages whose move waits back to where the server has them, when the folder they were to go to is gone.
import { sql } from 'kysely';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
import { refreshConversations } from './refresh-conversations';
import { recount } from './remove-rows';

interface Waiting {
  id: number;
  conversation_id: number;
  remote_folder_id: number;
  user_id: number;
  name: string;
}

/** Undoes what waits for messages shown in this folder but still elsewhere on the server, and tells the person why. */
export function returnWaiting(db: Db, folderId: number): Promise<void> {
  return transaction(db, async (t) => {
    const { rows } = await sql<Waiting>`
      select m.id, m.conversation_id, m.remote_folder_id, account.user_id, folder.name
      from message m join account on account.id = m.account_id join folder on folder.id = m.folder_id
      where m.folder_id = ${folderId} and m.remote_folder_id <> ${folderId}`.execute(t);
    const first = rows[0];
    if (!first) return;
    const ids = sql`(select value from json_each(${JSON.stringify(rows.map(({ id }) => id))}))`;
    // The oldest of a message's changes knows how it was before all of them.
    await sql`update message set folder_id = remote_folder_id, uid = remote_uid, remote_folder_id = null,
        remote_uid = null, pending = 0, hidden = 0, seen = undo.json ->> 'seen', flagged = undo.json ->> 'flagged',
        answered = undo.json ->> 'answered'
      from (select message_id, undo_json as json, min(id) from pending_change where message_id in ${ids}
        group by message_id) as undo
      where message.id = undo.message_id`.execute(t);
    await sql`delete from pending_change where message_id in ${ids}`.execute(t);
    const folders = new Set([folderId, ...rows.map((row) => row.remote_folder_id)]);
    for (const id of folders) await recount(t, id);
    await refreshConversations(
      t,
      first.user_id,
      rows.map((row) => row.conversation_id),
      folders,
    );
    const back =
      rows.length === 1
        ? 'A message is back where it was'
        : `${rows.length} messages are back where they were`;
    const text = `${back}: the folder ${first.name} does not exist any more.`;
    await recordChange(t, first.user_id, { kind: 'refused', text });
  });
}
