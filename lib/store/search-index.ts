// Finds conversations by text and properties, newest first, in time that does not grow with how common a word is.
import { type RawBuilder, sql } from 'kysely';
import type { ConversationPage, ConversationRow } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { isFolderNamed } from '@/lib/search/is-folder-named';
import type { SearchQuery } from '@/lib/search/parse-query';
import { toMatch } from '@/lib/search/to-match';
import { PAGE, parseCursor } from './conversations';
import type { Db } from './db';
import { listFolders } from './folders';
import { secondOf, textRowid } from './message-text';

/** Messages looked for on one page: some share a conversation. */
const LOOK = 200;
/** Messages with the right text that are filtered at a time: few at first, as the newest ones mostly do; then more, but not so many
 * that others wait. */
const FIRST_STEP = 1000;
const MAX_STEP = 16_000;
const LAST_SECOND = 2 ** 32 - 1;
const LAST_TIE = 65_535;

interface Hit {
  folder_id: number;
  conversation_id: number;
  /** Second of the date and a number within it: the order of results, and their cursor. */
  second: number;
  tie: number;
}

/** A place in the order of results. */
type Place = Pick<Hit, 'second' | 'tie'>;

const byNewest = (a: Place, b: Place) => b.second - a.second || b.tie - a.tie;

/** A page of what matches, in one folder or (null) everywhere but Trash and Junk. Throws 'not found' for a folder of somebody else. */
export async function searchConversations(
  db: Db,
  userId: number,
  query: SearchQuery,
  scope: { folderId: number | null },
  cursor: string | null,
): Promise<ConversationPage> {
  const folders = await searchedFolders(db, userId, query, scope.folderId);
  const below = firstPlace(query, cursor);
  const hits: Hit[] = [];
  for (const accountId of new Set(folders.map((folder) => folder.accountId))) {
    const ids = folders.filter((folder) => folder.accountId === accountId).map(({ id }) => id);
    hits.push(...(await searchAccount(db, accountId, query, ids, below)));
  }
  return page(db, hits.sort(byNewest).slice(0, LOOK));
}

/** All results are below this place. */
function firstPlace(query: SearchQuery, cursor: string | null): Place {
  const newest =
    query.before === null
      ? { second: LAST_SECOND, tie: LAST_TIE + 1 }
      : { second: secondOf(query.before - 1), tie: LAST_TIE + 1 };
  if (cursor === null) return newest;
  const [second, tie] = parseCursor(cursor);
  const given = { second: Math.min(Math.max(second, 0), LAST_SECOND), tie: Math.min(tie, LAST_TIE + 1) };
  return byNewest(given, newest) < 0 ? newest : given;
}

async function searchAccount(
  db: Db,
  accountId: number,
  query: SearchQuery,
  folders: number[],
  below: Place,
): Promise<Hit[]> {
  const match = toMatch(query);
  const lowest = textRowid(accountId, query.after === null ? 0 : secondOf(query.after), 0);
  const filter = filters(query, folders);
  const hits: Hit[] = [];
  // Ties run to 65,535: the place after the last one is the first of the next second.
  let next: RawBuilder<unknown> = sql`${textRowid(accountId, below.second, 0)} + ${below.tie}`;
  for (let step = FIRST_STEP; ; step = Math.min(step * 4, MAX_STEP)) {
    const range = { lowest, next, step, limit: LOOK - hits.length };
    const { found, lastPlace } = await (match === null
      ? lookByFilter(db, filter, range)
      : lookByText(db, match, filter, range));
    hits.push(...found);
    if (hits.length >= LOOK || lastPlace === null) return hits;
    next = sql`cast(${lastPlace} as integer)`;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Looks at `step` messages from `next` down to `lowest`, for up to `limit` hits. */
interface Range {
  lowest: RawBuilder<unknown>;
  next: RawBuilder<unknown>;
  step: number;
  limit: number;
}

/** `lastPlace`: where the step ended; null when nothing is left. */
interface Look {
  found: Hit[];
  lastPlace: string | null;
}

/** Of a message `m` whose place in the order is `place`. */
const hitColumns = (place: RawBuilder<unknown>) => sql`m.folder_id, m.conversation_id,
  (${place} >> 16) & ${LAST_SECOND} as second, ${place} & ${LAST_TIE} as tie`;

async function lookByText(db: Db, match: string, filter: RawBuilder<unknown>, range: Range): Promise<Look> {
  const { rows } = await sql<Hit & { looked: number; lastPlace: string | null }>`
    with among as materialized (
      select rowid as place from message_text where message_text match ${match}
        and rowid >= ${range.lowest} and rowid < ${range.next} order by rowid desc limit ${range.step})
    select *, 0 as looked, null as lastPlace from (
      select ${hitColumns(sql`place`)} from among
      cross join message m indexed by message_found on m.text_rowid = place
      where ${filter} limit ${range.limit})
    union all
    select 0, 0, 0, 0, count(*), cast(min(place) as text) from among`.execute(db);
  const end = rows.pop()!;
  return { found: rows, lastPlace: end.looked < range.step ? null : end.lastPlace };
}

async function lookByFilter(db: Db, filter: RawBuilder<unknown>, range: Range): Promise<Look> {
  const within = sql`text_rowid >= ${range.lowest} and text_rowid < ${range.next}`;
  const end = await sql<{ place: string }>`
    select cast(text_rowid as text) as place from message indexed by message_found where ${within}
    order by text_rowid desc limit 1 offset ${range.step - 1}`.execute(db);
  const lastPlace = end.rows[0]?.place ?? null;
  const down = lastPlace === null ? sql`1` : sql`text_rowid >= cast(${lastPlace} as integer)`;
  const { rows } = await sql<Hit>`
    select ${hitColumns(sql`text_rowid`)} from message m indexed by message_found
    where ${within} and ${down} and ${filter} order by text_rowid desc limit ${range.limit}`.execute(db);
  return { found: rows, lastPlace };
}

/** What besides the text makes a message fit. */
function filters(query: SearchQuery, folders: number[]): RawBuilder<unknown> {
  const contains = (column: RawBuilder<unknown>, text: string) =>
    sql`instr(fold(${column}), fold(${text})) > 0`;
  return sql.join(
    [
      sql`m.folder_id in (select value from json_each(${JSON.stringify(folders)}))`,
      sql`m.hidden = 0`,
      ...(query.hasAttachment ? [sql`m.has_attachment = 1`] : []),
      ...(query.unread === null ? [] : [sql`m.seen = ${query.unread ? 0 : 1}`]),
      ...(query.starred === null ? [] : [sql`m.flagged = ${query.starred ? 1 : 0}`]),
      ...(query.before === null ? [] : [sql`m.date < ${query.before}`]),
      ...(query.after === null ? [] : [sql`m.date >= ${query.after}`]),
      // The text index has the people in one column: here the sides of the message are told apart.
      ...query.from.map((text) => contains(sql`m.from_json`, text)),
      ...query.to.map((text) =>
        contains(
          sql`((m.people_json -> '$.to') || (m.people_json -> '$.cc') || (m.people_json -> '$.bcc'))`,
          text,
        ),
      ),
    ],
    sql` and `,
  );
}

async function page(db: Db, hits: Hit[]): Promise<ConversationPage> {
  const distinct = new Map<number, Hit>();
  let last: Hit | undefined;
  for (const hit of hits) {
    if (!distinct.has(hit.conversation_id)) {
      if (distinct.size === PAGE) break;
      distinct.set(hit.conversation_id, hit);
    }
    last = hit;
  }
  const pairs = [...distinct.values()].map((hit) => [hit.folder_id, hit.conversation_id]);
  const { rows } = await sql<{ row_json: string; conversation_id: number }>`
    select row_json, conversation_id from folder_conversation
    where (folder_id, conversation_id) in (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(pairs)}))`.execute(
    db,
  );
  const byId = new Map(rows.map((row) => [row.conversation_id, JSON.parse(row.row_json) as ConversationRow]));
  const hasMore = last !== undefined && (hits[hits.length - 1] !== last || hits.length === LOOK);
  return {
    rows: [...distinct.keys()].map((id) => byId.get(id)).filter((row) => row !== undefined),
    next: hasMore ? `${last!.second}.${last!.tie}` : null,
  };
}

async function searchedFolders(
  db: Db,
  userId: number,
  query: SearchQuery,
  folderId: number | null,
): Promise<{ id: number; accountId: number }[]> {
  const own = await listFolders(db, userId);
  if (folderId !== null && !own.some(({ id }) => id === folderId)) throw notFound('folder');
  // To find nothing in an empty folder, every message with the right text would have to be looked at.
  const all = own.filter(({ total }) => total > 0);
  const { in: name } = query;
  if (name !== null) return all.filter((folder) => isFolderNamed(folder, name));
  if (folderId !== null) return all.filter(({ id }) => id === folderId);
  return all.filter(({ role }) => role !== 'trash' && role !== 'junk');
}
