// What a pull hears of messages whose own change waits. A server tells it once (RFC 7162), so it is taken over at once as far as it goes.
import { sql } from 'kysely';
import type { Db } from './db';
import type { ChangeArgs } from './local-changes';
import { bit, type Flags } from './message-rows';
import { finishPendingChange } from './pending-changes';
import { refreshConversations } from './refresh-conversations';
import { recount, removeMessageRows } from './remove-rows';

interface Waiting {
  id: number;
  uid: number;
  folder_id: number;
  conversation_id: number;
  user_id: number;
  seen: 0 | 1;
  flagged: 0 | 1;
  answered: 0 | 1;
  draft: 0 | 1;
}

/** Rows that wait, by where the server has them ('source'), or by where a pull has found them before the answer came ('target'). */
async function waitingAt(
  t: Db,
  folderId: number,
  uids: number[],
  end: 'source' | 'target',
): Promise<Waiting[]> {
  const uid = sql.ref(end === 'source' ? 'm.remote_uid' : 'm.uid');
  const isHere =
    end === 'source'
      ? sql`m.remote_folder_id = ${folderId}`
      : sql`m.folder_id = ${folderId} and m.remote_folder_id <> ${folderId}`;
  const { rows } = await sql<Waiting>`
    select m.id, ${uid} as uid, m.folder_id, m.conversation_id, account.user_id, m.seen, m.flagged, m.answered, m.draft
    from json_each(${JSON.stringify(uids)}) v cross join message m on ${isHere} and ${uid} = v.value
      join account on account.id = m.account_id`.execute(t);
  return rows;
}

function changesOf(t: Db, messageId: number) {
  return t
    .selectFrom('pending_change')
    .select(['id', 'args_json', 'attempts'])
    .where('message_id', '=', messageId)
    .orderBy('id')
    .execute();
}

/**
 * In the caller's transaction: these UIDs are gone from the folder on the server. A move that was tried has been done, only its answer is
 * missing; else another program was faster, and there is nothing left to change.
 */
export async function vanishWaiting(t: Db, folderId: number, uids: number[]): Promise<void> {
  // Found here by a pull while the move still waits, and gone again.
  await t
    .updateTable('message')
    .set({ uid: null })
    .where('folder_id', '=', folderId)
    .where('remote_folder_id', '!=', folderId)
    .where('uid', 'in', sql<number>`(select value from json_each(${JSON.stringify(uids)}))`)
    .execute();
  for (const row of await waitingAt(t, folderId, uids, 'source')) {
    const first = (await changesOf(t, row.id))[0];
    const args = first && (JSON.parse(first.args_json) as ChangeArgs);
    if (first && args?.kind === 'move' && first.attempts > 0)
      await finishPendingChange(t, { id: first.id, messageId: row.id, args, folderId });
    else await removeMessageRows(t, [row.id]);
  }
}

/** In the caller's transaction: flags as the server has them now, in the source or, once found there, in the target. Those that a waiting change sets stay as the person wants them. */
export async function mergeWaitingFlags(
  t: Db,
  folderId: number,
  news: { uid: number; flags: Flags }[],
): Promise<void> {
  const uids = news.map(({ uid }) => uid);
  const rows = [
    ...(await waitingAt(t, folderId, uids, 'source')),
    ...(await waitingAt(t, folderId, uids, 'target')),
  ];
  if (rows.length === 0) return;
  const byUid = new Map(news.map(({ uid, flags }) => [uid, flags]));
  for (const row of rows) {
    const flags = byUid.get(row.uid)!;
    // A refusal of any of them brings back what the server has now, with what was set before it.
    const now: Record<'seen' | 'flagged' | 'answered', 0 | 1> = {
      seen: bit(flags.seen),
      flagged: bit(flags.flagged),
      answered: bit(flags.answered),
    };
    for (const change of await changesOf(t, row.id)) {
      await t
        .updateTable('pending_change')
        .set({ undo_json: JSON.stringify(now) })
        .where('id', '=', change.id)
        .execute();
      const args = JSON.parse(change.args_json) as ChangeArgs;
      if (args.kind !== 'flags') continue;
      for (const [name, on] of Object.entries(args.patch)) now[name as keyof typeof now] = bit(on);
    }
    await t
      .updateTable('message')
      .set({ ...now, draft: bit(flags.draft) })
      .where('id', '=', row.id)
      .execute();
  }
  const folders = [...new Set(rows.map((row) => row.folder_id))];
  for (const id of folders) await recount(t, id);
  const conversations = rows.map((row) => row.conversation_id);
  await refreshConversations(t, rows[0]!.user_id, conversations, folders);
}
