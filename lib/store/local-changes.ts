// What a person does to messages: shown at once, and queued for the server in the same transaction.
import { type RawBuilder, sql } from 'kysely';
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
  const wanted = Object.entries(patch).filter(([, on]) => on !== undefined);
  if (wanted.length === 0) return Promise.resolve();
  const pairs = wanted.map(([name, on]) => ({ column: sql.ref(name), value: on ? 1 : 0 }));
  return change(db, rows, {
    args: { kind: 'flags', patch },
    differs: sql`(${sql.join(
      pairs.map(({ column, value }) => sql`${column} <> ${value}`),
      sql` or `,
    )})`,
    effect: sql.join(pairs.map(({ column, value }) => sql`${column} = ${value}`)),
    alsoFolders: [],
  });
}

/** Moves messages to another folder of the same account; those of other accounts stay. */
export function moveMessages(db: Db, rows: MessageRow[], targetFolderId: number): Promise<void> {
  return change(db, rows, {
    args: { kind: 'move', targetFolderId },
    differs: sql`folder_id <> ${targetFolderId}
      and account_id = (select account_id from folder where id = ${targetFolderId})`,
    effect: sql`folder_id = ${targetFolderId}, uid = null`,
    alsoFolders: [targetFolderId],
  });
}

/** Deletes messages for good. */
export function deleteMessages(db: Db, rows: MessageRow[]): Promise<void> {
  return change(db, rows, {
    args: { kind: 'delete' },
    differs: sql`hidden = 0`,
    effect: sql`hidden = 1, uid = null`,
    alsoFolders: [],
  });
}

interface LocalChange {
  args: ChangeArgs;
  /** True of rows that are not so yet. */
  differs: RawBuilder<unknown>;
  /** What is set on them. */
  effect: RawBuilder<unknown>;
  alsoFolders: number[];
}

interface Changed {
  id: number;
  account_id: number;
  folder_id: number;
  conversation_id: number;
}

async function change(db: Db, rows: MessageRow[], local: LocalChange): Promise<void> {
  const first = rows[0];
  if (!first) return;
  await transaction(db, async (t) => {
    const among = JSON.stringify(rows.map(({ id }) => id));
    // As the rows are now: what the caller read may be older.
    const { rows: changed } = await sql<Changed>`
      select id, account_id, folder_id, conversation_id from message
      where id in (select value from json_each(${among})) and hidden = 0 and ${local.differs}`.execute(t);
    if (changed.length === 0) return;
    const ids = sql`(select value from json_each(${JSON.stringify(changed.map(({ id }) => id))}))`;
    await sql`insert into pending_change (account_id, message_id, kind, args_json, undo_json, created_at)
      select account_id, id, ${local.args.kind}, ${JSON.stringify(local.args)},
        json_object('seen', seen, 'flagged', flagged, 'answered', answered), ${Date.now()}
      from message where id in ${ids} order by id`.execute(t);
    // Where the server has it is noted once, by the first of the changes that wait.
    await sql`update message set ${local.effect}, pending = pending + 1,
        remote_folder_id = iif(pending = 0, folder_id, remote_folder_id),
        remote_uid = iif(pending = 0, uid, remote_uid)
      where id in ${ids}`.execute(t);
    const folders = new Set([...changed.map((row) => row.folder_id), ...local.alsoFolders]);
    for (const folderId of folders) await recount(t, folderId);
    await refreshConversations(
      t,
      first.userId,
      changed.map((row) => row.conversation_id),
      folders,
    );
    for (const accountId of new Set(changed.map((row) => row.account_id))) await tellFolders(t, accountId);
  });
}
