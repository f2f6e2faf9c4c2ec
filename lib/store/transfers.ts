// Messages on their way to another account (or copied): shown in the target at once, brought there by the target's engine, and only
// then taken from the source. docs/decisions/0014 has the states. The row in the target carries a 'bring' change; the source row is
// hidden and carries a 'hold' until the copy is proved, which then becomes a 'delete'.
import { sql } from 'kysely';
import type { FolderRow } from './folders';
import { tellFolders } from './folders';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import type { BringArgs } from './local-changes';
import { type LocalMessage, takeUids } from './local-messages';
import { peopleText } from './message-rows';
import { addTexts, freePlace, placeTexts } from './message-text';
import { saveTextSlice } from './save-texts';
import { nextId } from './new-ids';
import type { MessageRow } from './read-messages';
import { refreshConversations } from './refresh-conversations';
import { recount, removeMessageRows } from './remove-rows';
import type { Bringing } from './transfer-queue';

/** Messages a transaction takes: about 10 ms. */
const SLICE = 50;

/**
 * Shows `rows` in `target` and queues their way there; with `keepsSource` they stay where they are, too. Rows that are hidden meanwhile are
 * left out. Answers the ids of the rows in the target.
 */
export async function startTransfer(
  db: Db,
  rows: MessageRow[],
  target: FolderRow,
  keepsSource: boolean,
): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 0; from < rows.length; from += SLICE) {
    const slice = rows.slice(from, from + SLICE);
    ids.push(...(await durably(db, (t) => startSlice(t, slice, target, keepsSource))));
  }
  return ids;
}

async function startSlice(
  t: Db,
  rows: MessageRow[],
  target: FolderRow,
  keepsSource: boolean,
): Promise<number[]> {
  const among = JSON.stringify(rows.map(({ id }) => id));
  const now = await sql<{ id: number; folder_id: number; account_id: number; conversation_id: number }>`
    select id, folder_id, account_id, conversation_id from message
    where id in (select value from json_each(${among})) and hidden = 0 and folder_id <> ${target.id} order by id`.execute(
    t,
  );
  if (now.rows.length === 0) return [];
  const firstId = await nextId(t, 'message');
  const pairs = now.rows.map(({ id }, index) => [firstId + index, id]);
  const list = sql`json_each(${JSON.stringify(pairs)})`;
  await sql`insert into message (id, account_id, folder_id, uid, remote_folder_id, remote_uid, pending, conversation_id,
      message_id_header, subject, from_json, people_json, date, size, seen, flagged, answered, draft, has_attachment,
      snippet, structure_json, text_rowid)
    select v.value ->> 0, ${target.accountId}, ${target.id}, null, ${target.id}, null, 1, m.conversation_id,
      m.message_id_header, m.subject, m.from_json, m.people_json, m.date, m.size, m.seen, m.flagged, m.answered, m.draft,
      m.has_attachment, m.snippet, m.structure_json,
      ${freePlace(target.accountId, sql`(v.value ->> 0)`, sql`m.date`)}
    from ${list} v join message m on m.id = v.value ->> 1`.execute(t);
  await sql`insert into pending_change (account_id, message_id, kind, args_json, undo_json, created_at)
    select ${target.accountId}, value ->> 0, 'bring', json_object('kind', 'bring', 'sourceId', value ->> 1,
      'keepsSource', json(${keepsSource ? 'true' : 'false'}), 'since', null), '{}', ${Date.now()} from ${list}`.execute(
    t,
  );
  if (!keepsSource) {
    await sql`insert into pending_change (account_id, message_id, kind, args_json, undo_json, created_at)
      select m.account_id, m.id, 'hold', json_object('kind', 'hold', 'targetId', v.value ->> 0),
        json_object('seen', m.seen, 'flagged', m.flagged, 'answered', m.answered), ${Date.now()}
      from ${list} v join message m on m.id = v.value ->> 1`.execute(t);
    await sql`update message set hidden = 1, uid = null, pending = pending + 1,
        remote_folder_id = iif(pending = 0, folder_id, remote_folder_id), remote_uid = iif(pending = 0, uid, remote_uid)
      where id in (select value ->> 1 from ${list})`.execute(t);
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  const texts = pairs.map(([id, sourceId]) => {
    const row = byId.get(sourceId!)!;
    return { id: id!, subject: row.subject, people: peopleText(row), body: '' };
  });
  await placeTexts(
    t,
    texts.map(({ id }) => id),
  );
  await addTexts(t, texts);
  const folders = new Set([target.id, ...now.rows.map((row) => row.folder_id)]);
  for (const folderId of folders) await recount(t, folderId);
  await refreshConversations(
    t,
    target.userId,
    now.rows.map((row) => row.conversation_id),
    folders,
  );
  for (const id of new Set([target.accountId, ...now.rows.map((row) => row.account_id)]))
    await tellFolders(t, id);
  return texts.map(({ id }) => id);
}

/** The target's server has it, proved: from now on the source may go. Answers the account that has to delete, null when none. */
export function finishBringing(db: Db, bringing: Bringing, uid: number): Promise<number | null> {
  return durably(db, async (t) => {
    const done = await t.deleteFrom('pending_change').where('id', '=', bringing.changeId).executeTakeFirst();
    if (done.numDeletedRows === 0n) return null;
    // A pull may have made a row of its own for what was appended.
    const doubles = await sql<{ id: number }>`select id from message
      where folder_id = ${bringing.folderId} and uid = ${uid} and id <> ${bringing.targetId}`.execute(t);
    await removeMessageRows(
      t,
      doubles.rows.map(({ id }) => id),
    );
    await sql`update message set pending = pending - 1,
        remote_folder_id = iif(pending = 1, null, remote_folder_id), remote_uid = iif(pending = 1, null, ${uid}),
        uid = iif(folder_id = ${bringing.folderId} and hidden = 0, ${uid}, uid)
      where id = ${bringing.targetId}`.execute(t);
    return letGo(t, bringing);
  });
}

/**
 * As `finishBringing`, for a folder that is in this store: the octets are on disk, and from now on the row names them. What was done to it
 * on the way is done; where it is on its way on already, it is the source of that.
 */
export function finishHere(
  db: Db,
  bringing: Bringing,
  kept: Pick<LocalMessage, 'message' | 'raw' | 'text' | 'snippet'>,
): Promise<number | null> {
  const { targetId: id } = bringing;
  return durably(db, async (t) => {
    const { rows } = await sql<{ account_id: number; folder_id: number; hidden: number; held: number }>`
      select account_id, folder_id, hidden,
        exists (select 1 from pending_change where message_id = message.id and kind = 'hold') as held
      from message where id = ${id}
        and exists (select 1 from pending_change where id = ${bringing.changeId})`.execute(t);
    const row = rows[0];
    if (!row) return null;
    await t.deleteFrom('pending_change').where('message_id', '=', id).where('kind', '!=', 'hold').execute();
    if (row.hidden && !row.held) await removeMessageRows(t, [id]);
    else {
      const { message, raw, text, snippet } = kept;
      const uid = await takeUids(t, row.folder_id, 1);
      await t
        .updateTable('message')
        .set({
          ...(row.held
            ? { pending: 1, remote_folder_id: row.folder_id, remote_uid: uid }
            : { uid, pending: 0, remote_folder_id: null, remote_uid: null }),
          size: message.size,
          has_attachment: message.hasAttachment ? 1 : 0,
          structure_json: JSON.stringify(message.structure),
        })
        .where('id', '=', id)
        .execute();
      await t
        .insertInto('raw_message')
        .values({ message_id: id, account_id: row.account_id, ...raw })
        .execute();
      await saveTextSlice(t, [{ id, text, snippet }]);
    }
    return letGo(t, bringing);
  });
}

/**
 * In the caller's transaction: the copy is proved, so a source that was to go goes: here at once, on a server by the queue of its account,
 * which is the answer then.
 */
async function letGo(t: Db, { args, targetId }: Bringing): Promise<number | null> {
  const { sourceId } = args;
  const ours = sql`kind = 'hold' and message_id = ${sourceId} and args_json ->> 'targetId' = ${targetId}`;
  const local = await sql`select 1 from pending_change where ${ours}
    and exists (select 1 from raw_message where message_id = ${sourceId})`.execute(t);
  if (local.rows.length > 0) {
    await removeMessageRows(t, [sourceId]);
    return null;
  }
  const freed = await sql<{ account_id: number }>`update pending_change
    set kind = 'delete', args_json = '{"kind":"delete"}', next_try_at = 0
    where ${ours} returning account_id`.execute(t);
  return freed.rows[0]?.account_id ?? null;
}

/** It will not come: its row in the target goes, the source shows again, and the person is told `text`. */
export function giveUpBringing(db: Db, targetId: number, text: string): Promise<void> {
  return durably(db, async (t) => {
    const userId = await endBringing(t, targetId);
    if (userId !== null) await recordChange(t, userId, { kind: 'refused', text });
  });
}

/** In the caller's transaction. Answers whose it was; null when it is not on its way (any more). */
async function endBringing(t: Db, targetId: number): Promise<number | null> {
  const owner = await sql<{ user_id: number; account_id: number; args_json: string }>`
    select a.user_id, a.id as account_id, c.args_json from message m join account a on a.id = m.account_id
    join pending_change c on c.message_id = m.id and c.kind = 'bring' where m.id = ${targetId}`.execute(t);
  const found = owner.rows[0];
  if (!found) return null;
  await removeMessageRows(t, [targetId]);
  await tellFolders(t, found.account_id);
  const { sourceId } = JSON.parse(found.args_json) as BringArgs;
  await release(t, sourceId, targetId);
  return found.user_id;
}

/** Sources whose row in the target is no more (its folder or account went) show again. */
export async function releaseHolds(db: Db): Promise<void> {
  const { rows } = await sql<{ message_id: number; target_id: number }>`
    select message_id, args_json ->> 'targetId' as target_id from pending_change h
    where kind = 'hold' and not exists (
      select 1 from pending_change b where b.message_id = h.args_json ->> 'targetId' and b.kind = 'bring')`.execute(
    db,
  );
  for (const row of rows) await durably(db, (t) => release(t, row.message_id, row.target_id));
}

/** In the caller's transaction: ends the hold of a source, which is where the server has it. */
async function release(t: Db, sourceId: number, targetId: number): Promise<void> {
  const held = await sql`delete from pending_change where kind = 'hold' and message_id = ${sourceId}
    and args_json ->> 'targetId' = ${targetId}`.execute(t);
  if (!held.numAffectedRows) return;
  const { rows } = await sql<{
    folder_id: number;
    conversation_id: number;
    account_id: number;
    user_id: number;
  }>`
    update message set hidden = 0, pending = pending - 1,
      uid = iif(folder_id = remote_folder_id, remote_uid, null),
      remote_folder_id = iif(pending = 1, null, remote_folder_id), remote_uid = iif(pending = 1, null, remote_uid)
    where id = ${sourceId} returning folder_id, conversation_id, account_id,
      (select user_id from account where id = message.account_id) as user_id`.execute(t);
  const row = rows[0];
  if (!row) return;
  await recount(t, row.folder_id);
  await refreshConversations(t, row.user_id, [row.conversation_id], [row.folder_id]);
  await tellFolders(t, row.account_id);
}

/**
 * Takes back what has not begun: of these rows in a target (the caller checked whose) those whose first octet has not left. Answers the
 * ids that it took back.
 */
export function cancelTransfers(db: Db, targetIds: number[]): Promise<number[]> {
  // In one transaction: an attempt that begins meanwhile would leave a message there of which nobody knows.
  return durably(db, async (t) => {
    const { rows } = await sql<{ id: number }>`select message_id as id from pending_change
      where kind = 'bring' and args_json ->> 'since' is null
        and message_id in (select value from json_each(${JSON.stringify(targetIds)}))`.execute(t);
    for (const { id } of rows) await endBringing(t, id);
    return rows.map(({ id }) => id);
  });
}
