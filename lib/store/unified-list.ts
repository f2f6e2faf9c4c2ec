// One list over all accounts of a person: all inboxes, all that was sent, all that is starred. A page merges one short index range of
// each account, so its cost grows with the accounts and never with the folders (docs/decisions/0013).
import { type RawBuilder, sql } from 'kysely';
import type { ConversationPage, ConversationRow } from '@/lib/contract/mail';
import type { UnifiedList } from '@/lib/contract/unified-lists';
import { PAGE, parseCursor } from './conversations';
import type { Db } from './db';

interface Found {
  row_json: string;
  /** What orders the list, newest first: a time, then an id among equals. */
  at: number;
  id: number;
}

/**
 * A page of it after `cursor`. A conversation that several folders hold comes once in a page, where its newest message stands; a
 * later page may bring it again, as the folder there has it.
 */
export async function listUnified(
  db: Db,
  userId: number,
  list: UnifiedList,
  cursor: string | null,
): Promise<ConversationPage> {
  const after = cursor === null ? null : parseCursor(cursor);
  const ranges =
    list === 'starred' ? await starred(db, userId, after) : await ofRole(db, userId, list, after);
  if (ranges.length === 0) return { rows: [], next: null };
  const found = await sql<Found>`${sql.join(
    ranges.map((range) => sql`select * from (${range})`),
    sql` union all `,
  )} order by at desc, id desc limit ${PAGE + 1}`.execute(db);
  const page = found.rows.slice(0, PAGE);
  const last = page.at(-1);
  const rows = new Map<number, ConversationRow>();
  for (const { row_json, at } of page) {
    const row = JSON.parse(row_json) as ConversationRow;
    if (!rows.has(row.id)) rows.set(row.id, { ...row, lastAt: at });
  }
  return {
    rows: [...rows.values()],
    next: found.rows.length > PAGE && last ? `${last.at}.${last.id}` : null,
  };
}

/** The newest rows of each folder that has this role. */
async function ofRole(
  db: Db,
  userId: number,
  role: string,
  after: [number, number] | null,
): Promise<RawBuilder<Found>[]> {
  const folders = await db
    .selectFrom('folder')
    .innerJoin('account', 'account.id', 'folder.account_id')
    .select('folder.id')
    .where('account.user_id', '=', userId)
    .where('folder.role', '=', role)
    .execute();
  const below = after ? sql`and (last_at, conversation_id) < (${after[0]}, ${after[1]})` : sql``;
  return folders.map(
    ({ id }) => sql<Found>`select row_json, last_at as at, conversation_id as id from folder_conversation
      where folder_id = ${id} ${below} order by last_at desc, conversation_id desc limit ${PAGE + 1}`,
  );
}

/** The newest starred messages of each account, as the rows of the folders that they are in; not those in Trash and Junk. */
async function starred(db: Db, userId: number, after: [number, number] | null): Promise<RawBuilder<Found>[]> {
  const accounts = await db.selectFrom('account').select('id').where('user_id', '=', userId).execute();
  const below = after ? sql`and (m.date, m.id) < (${after[0]}, ${after[1]})` : sql``;
  return accounts.map(
    ({ id }) => sql<Found>`select row.row_json, m.date as at, m.id from message m indexed by message_starred
      join folder f on f.id = m.folder_id and coalesce(f.role, '') not in ('trash', 'junk')
      join folder_conversation row on row.folder_id = m.folder_id and row.conversation_id = m.conversation_id
      where m.account_id = ${id} and m.flagged = 1 and m.hidden = 0 ${below}
      order by m.date desc, m.id desc limit ${PAGE + 1}`,
  );
}
