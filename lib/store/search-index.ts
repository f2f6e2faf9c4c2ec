// Finds conversations by text and properties, newest first, in time that does not grow with how common a word is.
import { sql } from 'kysely';
import type { ConversationPage, ConversationRow } from '@/lib/contract/mail';
import type { SearchQuery } from '@/lib/search/parse-query';
import { toMatch } from '@/lib/search/to-match';
import { PAGE, parseCursor } from './conversations';
import type { Db } from './db';
import { listFolders } from './folders';

/** With more matches than this, walking messages by date and asking the text index is cheaper than sorting matches. */
const FEW = 3000;
/** Messages looked at for one page: some share a conversation. */
const LOOK = 200;

const contains = (text: string) => `%${text.replace(/[\\%_]/gu, '\\$&')}%`;

/** A page of what matches, in one folder or (null) everywhere but Trash and Junk. */
export async function searchConversations(
  db: Db,
  userId: number,
  query: SearchQuery,
  scope: { folderId: number | null },
  cursor: string | null,
): Promise<ConversationPage> {
  const folders = await searchedFolders(db, userId, query, scope.folderId);
  if (folders.length === 0) return { rows: [], next: null };
  const match = toMatch(query);
  const filters = [
    sql`m.hidden = 0`,
    sql`m.folder_id in (select value from json_each(${JSON.stringify(folders)}))`,
    ...query.from.map((text) => sql`m.from_json like ${contains(text)} escape '\\'`),
    ...query.to.map(
      (text) =>
        sql`(json_extract(m.people_json, '$.to') || json_extract(m.people_json, '$.cc')) like ${contains(text)} escape '\\'`,
    ),
    ...(query.hasAttachment ? [sql`m.has_attachment = 1`] : []),
    ...(query.unread === null ? [] : [sql`m.seen = ${query.unread ? 0 : 1}`]),
    ...(query.starred === null ? [] : [sql`m.flagged = ${query.starred ? 1 : 0}`]),
    ...(query.before === null ? [] : [sql`m.date < ${query.before}`]),
    ...(query.after === null ? [] : [sql`m.date >= ${query.after}`]),
  ];
  if (cursor !== null) {
    const [date, id] = parseCursor(cursor);
    filters.push(sql`(m.date, m.id) < (${date}, ${id})`);
  }
  const where = sql.join(filters, sql` and `);
  const columns = sql`m.id, m.date, m.folder_id, m.conversation_id`;
  const newest = sql`order by m.date desc, m.id desc limit ${LOOK}`;
  const accounts = sql`m.account_id in (select id from account where user_id = ${userId})`;
  const statement =
    match === null
      ? sql<Hit>`select ${columns} from message m where ${accounts} and ${where} ${newest}`
      : (await isCommon(db, match))
        ? sql<Hit>`select ${columns} from message m indexed by message_newest where ${accounts} and ${where}
            and m.id in (select rowid from message_text where message_text match ${match}) ${newest}`
        : sql<Hit>`select ${columns} from message_text t cross join message m on m.id = t.rowid
            where message_text match ${match} and ${accounts} and ${where} ${newest}`;
  const hits = (await statement.execute(db)).rows;
  return page(db, hits);
}

interface Hit {
  id: number;
  date: number;
  folder_id: number;
  conversation_id: number;
}

async function isCommon(db: Db, match: string): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select 1 from message_text where message_text match ${match} limit ${FEW})`.execute(
    db,
  );
  return (rows[0]?.n ?? 0) >= FEW;
}

async function page(db: Db, hits: Hit[]): Promise<ConversationPage> {
  const distinct = new Map<number, Hit>();
  let last: Hit | undefined;
  for (const hit of hits) {
    if (!distinct.has(hit.conversation_id) && distinct.size === PAGE) break;
    if (!distinct.has(hit.conversation_id)) distinct.set(hit.conversation_id, hit);
    last = hit;
  }
  const pairs = [...distinct.values()].map((hit) => [hit.folder_id, hit.conversation_id]);
  const { rows } = await sql<{ row_json: string; conversation_id: number }>`
    select row_json, conversation_id from folder_conversation
    where (folder_id, conversation_id) in (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(pairs)}))`.execute(
    db,
  );
  const byId = new Map(rows.map((row) => [row.conversation_id, JSON.parse(row.row_json) as ConversationRow]));
  const more = last !== undefined && (hits[hits.length - 1] !== last || hits.length === LOOK);
  return {
    rows: [...distinct.keys()].map((id) => byId.get(id)).filter((row) => row !== undefined),
    next: more ? `${last!.date}.${last!.id}` : null,
  };
}

async function searchedFolders(
  db: Db,
  userId: number,
  query: SearchQuery,
  folderId: number | null,
): Promise<number[]> {
  const all = await listFolders(db, userId);
  if (query.in !== null) {
    const name = query.in === 'spam' ? 'junk' : query.in;
    return all
      .filter(
        (folder) =>
          folder.role === name || folder.name.toLowerCase() === name || folder.path.toLowerCase() === name,
      )
      .map(({ id }) => id);
  }
  if (folderId !== null) return all.filter(({ id }) => id === folderId).map(({ id }) => id);
  return all.filter(({ role }) => role !== 'trash' && role !== 'junk').map(({ id }) => id);
}
