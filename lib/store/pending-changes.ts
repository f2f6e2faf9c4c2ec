// The queue of changes that wait for the mail server: read in order, finished, postponed, or refused and undone.
import { sql } from 'kysely';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
import { tellFolders } from './folders';
import type { ChangeArgs } from './local-changes';
import { refreshConversations } from './refresh-conversations';
import { recount, removeMessageRows } from './remove-rows';

/** A change with where the server has the message now. `uid` null: look it up by `messageIdHeader`. */
export interface PendingChange {
  id: number;
  accountId: number;
  messageId: number;
  args: ChangeArgs;
  folderId: number;
  path: string;
  /** UIDVALIDITY under which `uid` was given; null before the folder was seen. */
  uidValidity: string | null;
  uid: number | null;
  /** Path of a move's target; null when that folder is gone. */
  targetPath: string | null;
  /** Of a move: under which UID a pull of the target has found the message already. */
  targetUid: number | null;
  /** Of a move: UIDs of the target from here on were not given when it was pulled last. */
  targetUidNext: number | null;
  messageIdHeader: string | null;
  attempts: number;
  /** How often the server said 'not now'. */
  refusals: number;
}

/**
 * The oldest changes of an account that are due at `now` (epoch ms), in the order they were made; what was postponed holds up only what was done to the same
 * message later. Not those of messages on their way from or to another account: transfers.ts has these, and what was done to them
 * meanwhile waits until they are there.
 */
export async function nextPendingChanges(
  db: Db,
  accountId: number,
  limit: number,
  now = Date.now(),
): Promise<PendingChange[]> {
  const rows = await db
    .selectFrom('pending_change')
    .innerJoin('message', 'message.id', 'pending_change.message_id')
    .innerJoin('folder', 'folder.id', 'message.remote_folder_id')
    .selectAll('pending_change')
    .select([
      'folder.id as folder_id',
      'folder.path',
      'folder.uid_validity',
      'message.remote_uid',
      'message.uid',
      'message.folder_id as shown_folder_id',
      'message.message_id_header',
    ])
    .where('pending_change.account_id', '=', accountId)
    .where(
      sql<boolean>`not exists (select 1 from pending_change way where way.message_id = pending_change.message_id
        and way.id <= pending_change.id and (way.kind in ('bring', 'hold') or way.next_try_at > ${now}))`,
    )
    .orderBy('pending_change.id')
    .limit(limit)
    .execute();
  const folders = await db
    .selectFrom('folder')
    .select(['id', 'path', 'uid_next'])
    .where('account_id', '=', accountId)
    .execute();
  const byId = new Map(folders.map((one) => [one.id, one]));
  return rows.map((row) => {
    const args = JSON.parse(row.args_json) as ChangeArgs;
    const target = args.kind === 'move' ? byId.get(args.targetFolderId) : undefined;
    return {
      id: row.id,
      accountId: row.account_id,
      messageId: row.message_id,
      args,
      folderId: row.folder_id,
      path: row.path,
      uidValidity: row.uid_validity,
      uid: row.remote_uid,
      targetPath: target?.path ?? null,
      targetUid: target?.id === row.shown_folder_id ? row.uid : null,
      targetUidNext: target?.uid_next ?? null,
      messageIdHeader: row.message_id_header,
      attempts: row.attempts,
      refusals: row.refusals,
    };
  });
}

/** Notes that these are being tried, before they are: after a crash the server may have done them. */
export async function markTried(db: Db, ids: number[]): Promise<void> {
  await db
    .updateTable('pending_change')
    .set((set) => ({ attempts: set('attempts', '+', 1) }))
    .where('id', 'in', ids)
    .execute();
}

/** The server did it. After a move `newUid` is the message's UID in the target (COPYUID), null when it did not say. */
export function finishPendingChange(
  db: Db,
  change: Pick<PendingChange, 'id' | 'messageId' | 'args' | 'folderId'>,
  newUid: number | null = null,
): Promise<void> {
  return transaction(db, async (t) => {
    const done = await t.deleteFrom('pending_change').where('id', '=', change.id).executeTakeFirst();
    // A pull may have seen the effect before this answer came.
    if (done.numDeletedRows === 0n) return;
    const row = await t
      .selectFrom('message')
      .select(['id', 'folder_id', 'uid', 'pending', 'remote_uid'])
      .where('id', '=', change.messageId)
      .executeTakeFirst();
    if (!row) return;
    if (change.args.kind === 'delete') return removeMessageRows(t, [row.id]);
    const pending = row.pending - 1;
    // A pull of the target may have found the message, and its UID, before the answer to MOVE was handled.
    const remoteUid = change.args.kind === 'move' ? (newUid ?? row.uid) : row.remote_uid;
    const folderId = change.args.kind === 'move' ? change.args.targetFolderId : change.folderId;
    if (remoteUid !== null) await removeDouble(t, row.id, folderId, remoteUid);
    await t
      .updateTable('message')
      .set({
        pending,
        remote_folder_id: pending === 0 ? null : folderId,
        remote_uid: pending === 0 ? null : remoteUid,
        ...(row.folder_id === folderId ? { uid: remoteUid } : {}),
      })
      .where('id', '=', row.id)
      .execute();
  });
}

/** A message moved here has one row: a pull that saw it before the answer to MOVE was handled may have made another. */
async function removeDouble(db: Db, id: number, folderId: number, uid: number): Promise<void> {
  const double = await db
    .selectFrom('message')
    .select('id')
    .where('folder_id', '=', folderId)
    .where('uid', '=', uid)
    .where('id', '!=', id)
    .executeTakeFirst();
  if (double) await removeMessageRows(db, [double.id]);
}

/** When the account's next change that is not due at `now` will be (epoch ms); null when there is none. */
export async function nextTryAt(db: Db, accountId: number, now: number): Promise<number | null> {
  const row = await db
    .selectFrom('pending_change')
    .select((set) => set.fn.min('next_try_at').as('at'))
    .where('account_id', '=', accountId)
    .where('kind', 'not in', ['bring', 'hold'])
    .where('next_try_at', '>', now)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** A try failed for now; the next one not before `nextTryAt`. `isRefused`: the server said so, no line broke. */
export async function postponePendingChange(
  db: Db,
  id: number,
  nextTryAt: number,
  isRefused = false,
): Promise<void> {
  await db
    .updateTable('pending_change')
    .set((set) => ({
      next_try_at: nextTryAt,
      ...(isRefused ? { refusals: set('refusals', '+', 1) } : {}),
    }))
    .where('id', '=', id)
    .execute();
}

/**
 * The server will not do it: the message goes back to where and how the server has it, changes made after this one to the
 * same message fall with it, and the person is told `text`.
 */
export function refusePendingChange(db: Db, change: PendingChange, text: string): Promise<void> {
  return transaction(db, async (t) => {
    const row = await t
      .selectFrom('message')
      .innerJoin('account', 'account.id', 'message.account_id')
      .select(['message.id', 'message.folder_id', 'message.conversation_id', 'account.user_id'])
      .where('message.id', '=', change.messageId)
      .executeTakeFirst();
    const undo = await t
      .selectFrom('pending_change')
      .select('undo_json')
      .where('id', '=', change.id)
      .executeTakeFirst();
    if (!row || !undo) return;
    await t
      .deleteFrom('pending_change')
      .where('message_id', '=', change.messageId)
      .where('id', '>=', change.id)
      .execute();
    await t
      .updateTable('message')
      .set({
        ...(JSON.parse(undo.undo_json) as { seen: 0 | 1; flagged: 0 | 1; answered: 0 | 1 }),
        folder_id: change.folderId,
        uid: change.uid,
        remote_folder_id: null,
        remote_uid: null,
        hidden: 0,
        pending: 0,
      })
      .where('id', '=', row.id)
      .execute();
    for (const folderId of new Set([row.folder_id, change.folderId])) await recount(t, folderId);
    await refreshConversations(t, row.user_id, [row.conversation_id], [row.folder_id, change.folderId]);
    await tellFolders(t, change.accountId);
    await recordChange(t, row.user_id, { kind: 'refused', text });
  });
}

/** The message is gone from the server, so the change has no object any more: the row goes too. */
export function dropMessageOfChange(db: Db, change: PendingChange): Promise<void> {
  return transaction(db, async (t) => {
    await t.deleteFrom('pending_change').where('message_id', '=', change.messageId).execute();
    await removeMessageRows(t, [change.messageId]);
  });
}
