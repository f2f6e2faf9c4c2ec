// Rebuilds the list rows (folder_conversation) of conversations that were touched, and tells browsers which.
import { sql } from 'kysely';
import type { Address, ConversationRow } from '@/lib/contract/mail';
import { copyKeys } from '@/lib/conversations/copies';
import { recordChange } from './changes';
import type { Db } from './db';

interface Part {
  id: number;
  conversation_id: number;
  folder_id: number;
  role: string | null;
  message_id_header: string | null;
  subject: string;
  from_json: string;
  to_json: string | null;
  date: number;
  size: number;
  seen: number;
  flagged: number;
  answered: number;
  has_attachment: number;
  snippet: string | null;
}

const MAX_SENDERS = 6;
const APART = new Set(['trash', 'junk']);
const OUTGOING = new Set(['sent', 'drafts']);

/** In the caller's transaction. `alsoFolders`: folders to tell although none of these conversations is there any more. */
export async function refreshConversations(
  db: Db,
  userId: number,
  conversationIds: Iterable<number>,
  alsoFolders: Iterable<number> = [],
): Promise<void> {
  const ids = [...new Set(conversationIds)];
  if (ids.length === 0) return;
  const list = JSON.stringify(ids);
  const parts = await sql<Part>`
    select m.id, m.conversation_id, m.folder_id, f.role, m.message_id_header, m.subject, m.from_json,
      case when f.role in ('sent', 'drafts') then json_extract(m.people_json, '$.to') end as to_json,
      m.date, m.size, m.seen, m.flagged, m.answered, m.has_attachment, m.snippet
    from message m join folder f on f.id = m.folder_id
    where m.conversation_id in (select value from json_each(${list})) and m.hidden = 0
    order by m.conversation_id, m.date, m.id`.execute(db);
  const byConversation = new Map<number, Part[]>();
  for (const part of parts.rows) {
    const known = byConversation.get(part.conversation_id);
    if (known) known.push(part);
    else byConversation.set(part.conversation_id, [part]);
  }
  const rows: ConversationRow[] = [];
  for (const [id, all] of byConversation) {
    for (const folderId of new Set(all.map((part) => part.folder_id))) rows.push(rowFor(id, folderId, all));
  }
  const before = await sql<{ folder_id: number; conversation_id: number }>`
    select folder_id, conversation_id from folder_conversation
    where conversation_id in (select value from json_each(${list}))`.execute(db);
  const now = new Set(rows.map((row) => `${row.folderId}.${row.id}`));
  const gone = before.rows.filter((row) => !now.has(`${row.folder_id}.${row.conversation_id}`));
  if (gone.length > 0) {
    await sql`delete from folder_conversation where (folder_id, conversation_id) in
      (select json_extract(value, '$.folder_id'), json_extract(value, '$.conversation_id')
       from json_each(${JSON.stringify(gone)}))`.execute(db);
  }
  if (rows.length > 0) {
    const values = rows.map((row) => [row.folderId, row.id, row.lastAt, JSON.stringify(row)]);
    await sql`insert into folder_conversation (folder_id, conversation_id, last_at, row_json)
      select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${JSON.stringify(values)}) where true
      on conflict do update set last_at = excluded.last_at, row_json = excluded.row_json`.execute(db);
  }
  const touched = new Map<number, number[]>();
  for (const row of rows) touched.set(row.folderId, [...(touched.get(row.folderId) ?? []), row.id]);
  for (const row of gone)
    touched.set(row.folder_id, [...(touched.get(row.folder_id) ?? []), row.conversation_id]);
  for (const folderId of alsoFolders) if (!touched.has(folderId)) touched.set(folderId, ids);
  for (const [folderId, conversations] of touched)
    await recordChange(db, userId, { kind: 'conversations', folderId, conversationIds: conversations });
}

function rowFor(id: number, folderId: number, all: Part[]): ConversationRow {
  const here = all.filter((part) => part.folder_id === folderId);
  const newest = here[here.length - 1]!;
  const apart = APART.has(newest.role ?? '');
  const shown = apart ? here : all.filter((part) => !APART.has(part.role ?? ''));
  const keys = copyKeys(
    shown.map((part) => ({
      id: part.id,
      folderId: part.folder_id,
      messageId: part.message_id_header,
      size: part.size,
    })),
  );
  const distinct = new Map(shown.map((part, index) => [keys[index]!, part]));
  return {
    id,
    folderId,
    subject: newest.subject,
    senders: senders(newest, [...distinct.values()]),
    snippet: newest.snippet ?? '',
    lastAt: newest.date,
    count: distinct.size,
    unread: here.some((part) => part.seen === 0),
    starred: shown.some((part) => part.flagged === 1),
    answered: newest.answered === 1,
    hasAttachment: shown.some((part) => part.has_attachment === 1),
  };
}

/** Who wrote, oldest first; in Sent and Drafts to whom. */
function senders(newest: Part, parts: Part[]): ConversationRow['senders'] {
  if (OUTGOING.has(newest.role ?? '')) {
    const to = JSON.parse(newest.to_json ?? '[]') as Address[];
    return to.slice(0, MAX_SENDERS).map((address) => ({ ...address, unread: false }));
  }
  const people = new Map<string, ConversationRow['senders'][number]>();
  for (const part of parts) {
    const [from] = JSON.parse(part.from_json) as Address[];
    if (!from) continue;
    const known = people.get(from.address.toLowerCase());
    const unread = part.seen === 0 || (known?.unread ?? false);
    people.set(from.address.toLowerCase(), { ...from, unread });
  }
  const list = [...people.values()];
  return list.length > MAX_SENDERS ? [list[0]!, ...list.slice(1 - MAX_SENDERS)] : list;
}
