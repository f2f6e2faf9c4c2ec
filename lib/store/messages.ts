// Message rows as the server reports them: new ones, changed flags, vanished ones. A person's own changes: local-changes.ts.
import { sql } from 'kysely';
import { claimWaiting } from './claim-waiting';
import { type Db, transaction } from './db';
import { getFolderById, tellFolders } from './folders';
import { mergeWaitingFlags, vanishWaiting } from './hear-of-waiting';
import { joinConversations } from './join-conversations';
import { addRows, bit, completeRows, type Flags, isLight, type NewMessage } from './message-rows';
import { addTexts, type MessageText } from './message-text';
import { refreshConversations } from './refresh-conversations';
import { recount, removeRows } from './remove-rows';
import { type Step, writeAll } from './write-steps';

export type { Flags, NewMessage } from './message-rows';

/** How many rows one step takes (write-steps.ts). */
const SLICE = 200;
/** How many UIDs are read at a time. */
const KNOWN_SLICE = 2000;

/** Lets others have their turn: SQLite's answers are there at once, so awaiting them does not. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Puts fetched messages of one folder into the index: rows, conversations, list rows, counts, search. Safe to repeat: a UID
 * that is here is completed, never doubled; a row that a person moved here and that waits for its UID gets it; a
 * message that a person moved away, while the server does not know yet, stays away.
 */
export const insertMessages = (
  db: Db,
  accountId: number,
  folderId: number,
  messages: NewMessage[],
): Promise<void> => writeAll(db, insertSteps(accountId, folderId, messages));

/** `insertMessages`, in steps. */
export function insertSteps(accountId: number, folderId: number, messages: NewMessage[]): Step[] {
  const steps: Step[] = [];
  for (let from = 0; from < messages.length; from += SLICE) {
    const slice = messages.slice(from, from + SLICE);
    steps.push((t) => insertRows(t, accountId, folderId, slice));
  }
  return steps;
}

/** `insertMessages` of a few, in the caller's transaction. */
export async function insertSlice(
  db: Db,
  accountId: number,
  folderId: number,
  fetched: NewMessage[],
): Promise<void> {
  await addTexts(db, await insertRows(db, accountId, folderId, fetched));
}

/** All of a step of `insertMessages` but what the text index is to get: the answer. */
async function insertRows(
  db: Db,
  accountId: number,
  folderId: number,
  fetched: NewMessage[],
): Promise<MessageText[]> {
  const folder = await getFolderById(db, folderId);
  if (!folder) return [];
  // A server may answer twice for one UID.
  const messages = [...new Map(fetched.map((message) => [message.uid, message])).values()];
  const uids = JSON.stringify(messages.map(({ uid }) => uid));
  const here = await sql<{ id: number; uid: number; light: number; conversation_id: number }>`
    select id, uid, structure_json is null and size = 0 as light, conversation_id from message
    where folder_id = ${folderId} and uid in (select value from json_each(${uids}))`.execute(db);
  const away = await sql<{ uid: number }>`
    select remote_uid as uid from message
    where remote_folder_id = ${folderId} and remote_uid in (select value from json_each(${uids}))`.execute(
    db,
  );
  const known = new Map(here.rows.map((row) => [row.uid, row]));
  const skip = new Set(away.rows.map((row) => row.uid));
  const unknown = messages.filter(({ uid }) => !known.has(uid) && !skip.has(uid));
  const waiting = await claimWaiting(db, folder, unknown);
  const fresh = unknown.filter(({ uid }) => !waiting.has(uid));
  await updateSlice(
    db,
    folderId,
    unknown.filter(({ uid }) => waiting.has(uid)),
  );
  const complete = messages.filter((message) => known.get(message.uid)?.light && message.structure);
  if (fresh.length + complete.length === 0) return [];

  const { ids, joined } = await joinConversations(db, accountId, [
    ...fresh.map((message) => ({ ...message, conversationId: null, isLight: isLight(message) })),
    ...complete.map((message) => ({
      ...message,
      conversationId: known.get(message.uid)!.conversation_id,
      isLight: false,
    })),
  ]);
  await completeRows(db, complete, known, ids.slice(fresh.length));
  const heads = await addRows(db, accountId, folderId, fresh, ids);
  await refreshConversations(db, folder.userId, [...ids, ...joined]);
  if (fresh.length > 0) {
    const unread = fresh.filter(({ flags }) => !flags.seen).length;
    await db
      .updateTable('folder')
      .set((set) => ({ total: set('total', '+', fresh.length), unread: set('unread', '+', unread) }))
      .where('id', '=', folderId)
      .execute();
    await tellFolders(db, accountId);
  }
  return heads;
}

/** Flags as the server has them now; those that a waiting change sets stay. */
export async function updateFlags(
  db: Db,
  folderId: number,
  changes: { uid: number; flags: Flags }[],
): Promise<void> {
  for (let from = 0; from < changes.length; from += SLICE * 4) {
    const slice = changes.slice(from, from + SLICE * 4);
    await transaction(db, async (t) => {
      await updateSlice(t, folderId, slice);
      await mergeWaitingFlags(t, folderId, slice);
    });
    await breathe();
  }
}

/** In the caller's transaction. */
async function updateSlice(t: Db, folderId: number, slice: { uid: number; flags: Flags }[]): Promise<void> {
  const news = JSON.stringify(
    slice.map(({ uid, flags }) => [
      uid,
      bit(flags.seen),
      bit(flags.flagged),
      bit(flags.answered),
      bit(flags.draft),
    ]),
  );
  // 'cross join' keeps the order: each UID is looked up, instead of all rows compared with all news.
  const rows = await sql<{ id: number; conversation_id: number; account_id: number; user_id: number }>`
        with differs as materialized (
          select m.id, v.value as flags
          from json_each(${news}) v cross join message m on m.folder_id = ${folderId} and m.uid = v.value ->> 0
          where m.pending = 0 and (m.seen, m.flagged, m.answered, m.draft)
            is not (v.value ->> 1, v.value ->> 2, v.value ->> 3, v.value ->> 4))
        update message set seen = differs.flags ->> 1, flagged = differs.flags ->> 2,
          answered = differs.flags ->> 3, draft = differs.flags ->> 4
        from differs where message.id = differs.id
        returning message.id, message.conversation_id, message.account_id,
          (select user_id from account where account.id = message.account_id) as user_id`.execute(t);
  const first = rows.rows[0];
  if (!first) return;
  await recount(t, folderId);
  await refreshConversations(
    t,
    first.user_id,
    rows.rows.map((row) => row.conversation_id),
  );
  await tellFolders(t, first.account_id);
}

/** These UIDs are gone from the folder on the server, also for messages whose change waits. */
export async function removeMessages(db: Db, folderId: number, uids: number[]): Promise<void> {
  if (uids.length === 0) return;
  const list = JSON.stringify(uids);
  const removed = await removeRows(db, folderId, (select) =>
    select.where('uid', 'in', sql<number>`(select value from json_each(${list}))`).where('pending', '=', 0),
  );
  await transaction(db, (t) => vanishWaiting(t, folderId, uids));
  const folder = await getFolderById(db, folderId);
  if (removed > 0 && folder) await transaction(db, (t) => tellFolders(t, folder.accountId));
}

/** Those of these UIDs that the index does not hold, not even as rows whose move away still waits. */
export async function absentUids(db: Db, folderId: number, uids: number[]): Promise<number[]> {
  if (uids.length === 0) return [];
  const { rows } = await sql<{ uid: number }>`
    select value as uid from json_each(${JSON.stringify(uids)})
    where not exists (select 1 from message where folder_id = ${folderId} and uid = value)
      and not exists (select 1 from message where remote_folder_id = ${folderId} and remote_uid = value)`.execute(
    db,
  );
  return rows.map(({ uid }) => uid);
}

/** UIDs and flags that the index holds of a folder, also of rows whose move away still waits. */
export async function knownFlags(
  db: Db,
  folderId: number,
  fromUid = 1,
  toUid = 2 ** 32,
): Promise<Map<number, Flags>> {
  const known = new Map<number, Flags>();
  for (const [folder, uid] of [
    ['folder_id', 'uid'],
    ['remote_folder_id', 'remote_uid'],
  ] as const) {
    for (let next = fromUid; ; ) {
      const { rows } = await sql<{
        uid: number;
        seen: number;
        flagged: number;
        answered: number;
        draft: number;
      }>`
        select ${sql.ref(uid)} as uid, seen, flagged, answered, draft from message
        where ${sql.ref(folder)} = ${folderId} and ${sql.ref(uid)} between ${next} and ${toUid}
        order by ${sql.ref(uid)} limit ${KNOWN_SLICE}`.execute(db);
      for (const row of rows)
        known.set(row.uid, {
          seen: row.seen === 1,
          flagged: row.flagged === 1,
          answered: row.answered === 1,
          draft: row.draft === 1,
        });
      await breathe();
      if (rows.length < KNOWN_SLICE) break;
      next = rows[rows.length - 1]!.uid + 1;
    }
  }
  return known;
}

/** The first UIDs from `fromUid` on that the index holds of a folder, ascending. */
export async function firstKnownUids(
  db: Db,
  folderId: number,
  fromUid: number,
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('message')
    .select('uid')
    .where('folder_id', '=', folderId)
    .where('uid', '>=', fromUid)
    .orderBy('uid')
    .limit(limit)
    .execute();
  return rows.map(({ uid }) => uid!);
}

/** UIDs of the rows of a folder for which nothing waits: they must be as the server has them. */
export async function settledUids(
  db: Db,
  folderId: number,
  fromUid: number,
  toUid: number,
): Promise<Set<number>> {
  const rows = await db
    .selectFrom('message')
    .select('uid')
    .where('folder_id', '=', folderId)
    .where('uid', '>=', fromUid)
    .where('uid', '<=', toUid)
    .where('pending', '=', 0)
    .execute();
  return new Set(rows.map(({ uid }) => uid!));
}
