// What a person does to messages: shown at once, and queued for the server in the same transaction.
import { type Db, transaction } from './db';
import { tellFolders } from './folders';
import type { MessageRow } from './read-messages';
import { refreshConversations } from './refresh-conversations';
import { recount } from './remove-rows';

/** What a pending change asks of the server. */
export type ChangeArgs =
  | { kind: 'flags'; patch: { seen?: boolean; flagged?: boolean; answered?: boolean } }
  | { kind: 'move'; targetFolderId: number }
  | { kind: 'delete' };

/** Sets flags, here now and on the server soon. Messages that have them already are left out. */
export function changeFlags(
  db: Db,
  rows: MessageRow[],
  patch: { seen?: boolean; flagged?: boolean; answered?: boolean },
): Promise<void> {
  const differ = rows.filter(
    (row) =>
      (patch.seen !== undefined && row.seen !== patch.seen) ||
      (patch.flagged !== undefined && row.flagged !== patch.flagged) ||
      (patch.answered !== undefined && row.answered !== patch.answered),
  );
  const columns = {
    ...(patch.seen === undefined ? {} : { seen: patch.seen ? 1 : 0 }),
    ...(patch.flagged === undefined ? {} : { flagged: patch.flagged ? 1 : 0 }),
    ...(patch.answered === undefined ? {} : { answered: patch.answered ? 1 : 0 }),
  } as const;
  return change(db, differ, { kind: 'flags', patch }, columns, []);
}

/** Moves messages to another folder of the same account. */
export function moveMessages(db: Db, rows: MessageRow[], targetFolderId: number): Promise<void> {
  const away = rows.filter((row) => row.folderId !== targetFolderId);
  return change(db, away, { kind: 'move', targetFolderId }, { folder_id: targetFolderId, uid: null }, [
    targetFolderId,
  ]);
}

/** Deletes messages for good. */
export function deleteMessages(db: Db, rows: MessageRow[]): Promise<void> {
  return change(db, rows, { kind: 'delete' }, { hidden: 1, uid: null }, []);
}

async function change(
  db: Db,
  rows: MessageRow[],
  args: ChangeArgs,
  columns: Record<string, number | null>,
  alsoFolders: number[],
): Promise<void> {
  const first = rows[0];
  if (!first) return;
  await transaction(db, async (t) => {
    const now = Date.now();
    for (const row of rows) {
      const state = await t
        .selectFrom('message')
        .select(['pending', 'folder_id', 'uid', 'seen', 'flagged', 'answered'])
        .where('id', '=', row.id)
        .executeTakeFirst();
      if (!state) continue;
      const remote = state.pending === 0 ? { remote_folder_id: state.folder_id, remote_uid: state.uid } : {};
      await t
        .updateTable('message')
        .set({ ...columns, ...remote, pending: state.pending + 1 })
        .where('id', '=', row.id)
        .execute();
      const { seen, flagged, answered } = state;
      await t
        .insertInto('pending_change')
        .values({
          account_id: row.accountId,
          message_id: row.id,
          kind: args.kind,
          args_json: JSON.stringify(args),
          undo_json: JSON.stringify({ seen, flagged, answered }),
          created_at: now,
        })
        .execute();
    }
    const folders = new Set([...rows.map(({ folderId }) => folderId), ...alsoFolders]);
    for (const folderId of folders) await recount(t, folderId);
    await refreshConversations(
      t,
      first.userId,
      rows.map(({ conversationId }) => conversationId),
      folders,
    );
    for (const accountId of new Set(rows.map((row) => row.accountId))) await tellFolders(t, accountId);
  });
}
