// Message rows as the server reports them: new ones, changed flags, vanished ones. A person's own changes: local-changes.ts.
import { sql } from 'kysely';
import type { Address } from '@/lib/contract/mail';
import type { MimePart } from '@/lib/mime/part';
import { type Db, transaction } from './db';
import { getFolderById, tellFolders } from './folders';
import { joinConversations } from './join-conversations';
import { addTexts, replaceTexts } from './message-text';
import { nextId } from './new-ids';
import { refreshConversations } from './refresh-conversations';
import { recount, removeRows } from './remove-rows';

/** The flags that the index keeps. */
export interface Flags {
  seen: boolean;
  flagged: boolean;
  answered: boolean;
  draft: boolean;
}

/** A message as fetched. `structure` null: known only lightly yet (no size, structure or references). */
export interface NewMessage {
  uid: number;
  flags: Flags;
  subject: string;
  from: Address[];
  sender: Address[];
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  date: number;
  size: number;
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  structure: MimePart | null;
  hasAttachment: boolean;
}

/** How many rows one transaction takes: about 10 ms, so that nobody waits for a back-fill. */
const SLICE = 50;
const MAX_PEOPLE_TEXT = 4000;

const bit = (value: boolean) => (value ? 1 : 0);

const people = (message: NewMessage) =>
  JSON.stringify({
    sender: message.sender,
    replyTo: message.replyTo,
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    inReplyTo: message.inReplyTo,
    references: message.references,
  });

const peopleText = (message: NewMessage) =>
  [...message.from, ...message.to, ...message.cc, ...message.bcc]
    .slice(0, 200)
    .map(({ name, address }) => `${name} ${address}`)
    .join(' ')
    .slice(0, MAX_PEOPLE_TEXT);

/**
 * Puts fetched messages of one folder into the index: rows, conversations, list rows, counts, search. Safe to repeat: a UID
 * that is here is completed, never doubled; a row that a person moved here and that waits for its UID gets it; a
 * message that a person moved away, while the server does not know yet, stays away.
 */
export async function insertMessages(
  db: Db,
  accountId: number,
  folderId: number,
  messages: NewMessage[],
): Promise<void> {
  for (let from = 0; from < messages.length; from += SLICE) {
    const slice = messages.slice(from, from + SLICE);
    await transaction(db, (t) => insertSlice(t, accountId, folderId, slice));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function insertSlice(
  db: Db,
  accountId: number,
  folderId: number,
  messages: NewMessage[],
): Promise<void> {
  const folder = await getFolderById(db, folderId);
  if (!folder) return;
  const uids = JSON.stringify(messages.map(({ uid }) => uid));
  const here = await sql<{ id: number; uid: number; conversation_id: number; light: number }>`
    select id, uid, conversation_id, structure_json is null and size = 0 as light from message
    where folder_id = ${folderId} and uid in (select value from json_each(${uids}))`.execute(db);
  const away = await sql<{ uid: number }>`
    select remote_uid as uid from message
    where remote_folder_id = ${folderId} and remote_uid in (select value from json_each(${uids}))`.execute(
    db,
  );
  const known = new Map(here.rows.map((row) => [row.uid, row]));
  const skip = new Set(away.rows.map((row) => row.uid));
  const unknown = messages.filter(({ uid }) => !known.has(uid) && !skip.has(uid));
  const waiting = await claimWaiting(db, folderId, unknown);
  const fresh = unknown.filter(({ uid }) => !waiting.has(uid));
  const complete = messages.filter((message) => known.get(message.uid)?.light && message.structure);
  if (fresh.length + complete.length === 0) return;

  const { ids, joined } = await joinConversations(db, accountId, [
    ...fresh.map((message) => ({ ...message, current: null })),
    ...complete.map((message) => ({ ...message, current: known.get(message.uid)!.conversation_id })),
  ]);
  await completeRows(db, complete, known, ids.slice(fresh.length));
  await addRows(db, accountId, folderId, fresh, ids);
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
}

/** Rows that a person moved here before the server told their UID: matched by Message-ID. */
async function claimWaiting(db: Db, folderId: number, unknown: NewMessage[]): Promise<Set<number>> {
  const claimed = new Set<number>();
  const waiting = await db
    .selectFrom('message')
    .select(['id', 'message_id_header', 'pending'])
    .where('folder_id', '=', folderId)
    .where('uid', 'is', null)
    .where('hidden', '=', 0)
    .execute();
  for (const row of waiting) {
    const match = unknown.find(
      ({ uid, messageId }) => messageId && messageId === row.message_id_header && !claimed.has(uid),
    );
    if (!match) continue;
    claimed.add(match.uid);
    await db
      .updateTable('message')
      .set(
        row.pending > 0
          ? { uid: match.uid, remote_folder_id: folderId, remote_uid: match.uid }
          : { uid: match.uid },
      )
      .where('id', '=', row.id)
      .execute();
  }
  return claimed;
}

async function completeRows(
  db: Db,
  messages: NewMessage[],
  known: Map<number, { id: number }>,
  conversationIds: number[],
): Promise<void> {
  if (messages.length === 0) return;
  const values = messages.map((message, index) => [
    known.get(message.uid)!.id,
    conversationIds[index],
    message.size,
    JSON.stringify(message.structure),
    bit(message.hasAttachment),
    people(message),
  ]);
  await sql`update message set conversation_id = v.value ->> 1, size = v.value ->> 2, structure_json = v.value ->> 3,
      has_attachment = v.value ->> 4, people_json = v.value ->> 5
    from json_each(${JSON.stringify(values)}) v where message.id = v.value ->> 0`.execute(db);
}

async function addRows(
  db: Db,
  accountId: number,
  folderId: number,
  messages: NewMessage[],
  conversationIds: number[],
): Promise<void> {
  if (messages.length === 0) return;
  const firstId = await nextId(db, 'message');
  const values = messages.map((message, index) => [
    firstId + index,
    message.uid,
    conversationIds[index],
    message.messageId,
    message.subject,
    JSON.stringify(message.from),
    people(message),
    message.date,
    message.size,
    bit(message.flags.seen),
    bit(message.flags.flagged),
    bit(message.flags.answered),
    bit(message.flags.draft),
    bit(message.hasAttachment),
    message.structure ? JSON.stringify(message.structure) : null,
  ]);
  await sql`insert into message (id, account_id, folder_id, uid, conversation_id, message_id_header, subject, from_json,
      people_json, date, size, seen, flagged, answered, draft, has_attachment, structure_json)
    select value ->> 0, ${accountId}, ${folderId}, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
      value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13,
      value ->> 14 from json_each(${JSON.stringify(values)})`.execute(db);
  await addTexts(
    db,
    messages.map((message, index) => ({
      id: firstId + index,
      subject: message.subject,
      people: peopleText(message),
      body: '',
    })),
  );
}

/** Flags as the server has them now; rows with a waiting change are left alone. */
export async function updateFlags(
  db: Db,
  folderId: number,
  changes: { uid: number; flags: Flags }[],
): Promise<void> {
  for (let from = 0; from < changes.length; from += SLICE * 4) {
    const slice = changes.slice(from, from + SLICE * 4);
    await transaction(db, async (t) => {
      const rows = await sql<{ id: number; conversation_id: number; account_id: number; user_id: number }>`
        with news as (select value ->> 0 as uid, value ->> 1 as seen, value ->> 2 as flagged, value ->> 3 as answered,
          value ->> 4 as draft from json_each(${JSON.stringify(
            slice.map(({ uid, flags }) => [
              uid,
              bit(flags.seen),
              bit(flags.flagged),
              bit(flags.answered),
              bit(flags.draft),
            ]),
          )}))
        update message set seen = news.seen, flagged = news.flagged, answered = news.answered, draft = news.draft
        from news, account
        where message.folder_id = ${folderId} and message.uid = news.uid and message.pending = 0
          and account.id = message.account_id
          and (message.seen, message.flagged, message.answered, message.draft)
            is not (news.seen, news.flagged, news.answered, news.draft)
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
    });
  }
}

/** These UIDs are gone from the folder on the server. Rows that were moved away meanwhile are not touched. */
export async function removeMessages(db: Db, folderId: number, uids: number[]): Promise<void> {
  if (uids.length === 0) return;
  const list = JSON.stringify(uids);
  const removed = await removeRows(db, folderId, (select) =>
    select.where('uid', 'in', sql<number>`(select value from json_each(${list}))`).where('pending', '=', 0),
  );
  const folder = await getFolderById(db, folderId);
  if (removed > 0 && folder) await transaction(db, (t) => tellFolders(t, folder.accountId));
}

/** UIDs and flags that the index holds of a folder, also of rows whose move away still waits. */
export async function knownFlags(
  db: Db,
  folderId: number,
  fromUid = 1,
  toUid = 2 ** 32,
): Promise<Map<number, Flags>> {
  const rows = await sql<{ uid: number; seen: number; flagged: number; answered: number; draft: number }>`
    select uid, seen, flagged, answered, draft from message
      where folder_id = ${folderId} and uid between ${fromUid} and ${toUid}
    union all
    select remote_uid, seen, flagged, answered, draft from message
      where remote_folder_id = ${folderId} and remote_uid between ${fromUid} and ${toUid}
        and (folder_id != ${folderId} or uid is null)`.execute(db);
  return new Map(
    rows.rows.map((row) => [
      row.uid,
      {
        seen: row.seen === 1,
        flagged: row.flagged === 1,
        answered: row.answered === 1,
        draft: row.draft === 1,
      },
    ]),
  );
}

/** Messages whose text is not searchable yet, newest first; only those whose structure is known. */
export async function listUntexted(
  db: Db,
  accountId: number,
  limit: number,
): Promise<{ id: number; folderId: number; uid: number; structure: MimePart }[]> {
  const rows = await db
    .selectFrom('message')
    .select(['id', 'folder_id', 'uid', 'structure_json'])
    .where('account_id', '=', accountId)
    .where('text_indexed', '=', 0)
    .where('structure_json', 'is not', null)
    .where('uid', 'is not', null)
    .orderBy('date', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    folderId: row.folder_id,
    uid: row.uid!,
    structure: JSON.parse(row.structure_json!) as MimePart,
  }));
}

/** Text and snippet of messages, from now on searchable and shown. */
export async function saveTexts(
  db: Db,
  texts: { id: number; text: string; snippet: string }[],
): Promise<void> {
  for (let from = 0; from < texts.length; from += SLICE) {
    const slice = new Map(texts.slice(from, from + SLICE).map((text) => [text.id, text]));
    await transaction(db, async (t) => {
      const rows = await t
        .selectFrom('message')
        .innerJoin('account', 'account.id', 'message.account_id')
        .select(['message.id', 'message.subject', 'message.from_json', 'message.people_json'])
        .select(['message.conversation_id', 'account.user_id'])
        .where('message.id', 'in', [...slice.keys()])
        .execute();
      const first = rows[0];
      if (!first) return;
      await replaceTexts(
        t,
        rows.map((row) => ({
          id: row.id,
          subject: row.subject,
          people: peopleText({ ...JSON.parse(row.people_json), from: JSON.parse(row.from_json) }),
          body: slice.get(row.id)!.text,
        })),
      );
      await sql`update message set text_indexed = 1, snippet = v.value ->> 1
        from json_each(${JSON.stringify(rows.map(({ id }) => [id, slice.get(id)!.snippet]))}) v
        where message.id = v.value ->> 0`.execute(t);
      await refreshConversations(
        t,
        first.user_id,
        rows.map((row) => row.conversation_id),
      );
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}
