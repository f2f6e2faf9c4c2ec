// What a person does to messages: shown at once, and queued for the server in the same transaction.
import { type RawBuilder, sql } from 'kysely';
import { type Db, durably, transaction } from './db';
import { tellFolders } from './folders';
import { takeUids } from './local-messages';
import type { MessageRow } from './read-messages';
import { refreshConversations } from './refresh-conversations';
import { recount, removeMessageRows } from './remove-rows';

/** What a pending change asks of the server. */
export type ChangeArgs =
  | { kind: 'flags'; patch: { seen?: boolean; flagged?: boolean; answered?: boolean } }
  | { kind: 'move'; targetFolderId: number }
  | { kind: 'delete' };

/**
 * Bring a message from another account (transfers.ts). `since`: how the target folder stood before the first attempt; null before
 * it.
 */
export interface BringArgs {
  kind: 'bring';
  sourceId: number;
  keepsSource: boolean;
  since: { uidValidity: string; uidNext: number } | null;
}

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
  /** 1 when this store is its home: no server has to be told. */
  is_local: number;
}

async function change(db: Db, rows: MessageRow[], local: LocalChange): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const isLocal = await hasLocal(db, rows);
  await (isLocal ? durably : transaction)(db, async (t) => {
    const among = JSON.stringify(rows.map(({ id }) => id));
    // As the rows are now: what the caller read may be older.
    const { rows: changed } = await sql<Changed>`
      select id, account_id, folder_id, conversation_id,
        exists (select 1 from raw_message where message_id = message.id) as is_local from message
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
    await settle(t, changed, local.args);
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

async function hasLocal(db: Db, rows: MessageRow[]): Promise<boolean> {
  const among = JSON.stringify(rows.map(({ id }) => id));
  const { rows: found } = await sql`select 1 from raw_message
    where message_id in (select value from json_each(${among})) limit 1`.execute(db);
  return found.length > 0;
}

/** Of messages whose home is this store the change is done: there is nobody to replay it to. */
async function settle(t: Db, changed: Changed[], args: ChangeArgs): Promise<void> {
  const rows = changed.filter(({ is_local }) => is_local === 1);
  if (rows.length === 0) return;
  const list = JSON.stringify(rows.map(({ id }) => id));
  const ids = sql`(select value from json_each(${list}))`;
  await sql`delete from pending_change where message_id in ${ids}`.execute(t);
  await sql`update message set pending = 0, remote_folder_id = null, remote_uid = null where id in ${ids}`.execute(
    t,
  );
  if (args.kind === 'delete')
    await removeMessageRows(
      t,
      rows.map(({ id }) => id),
    );
  if (args.kind !== 'move') return;
  const first = await takeUids(t, args.targetFolderId, rows.length);
  await sql`update message set uid = ${first} + v.key from json_each(${list}) v where message.id = v.value`.execute(
    t,
  );
}
