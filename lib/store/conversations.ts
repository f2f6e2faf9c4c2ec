// The conversation list: one index range read over the maintained rows, whatever the folder's size.
import { sql } from 'kysely';
import type { ConversationPage, ConversationRow } from '@/lib/contract/mail';
import { AppError, notFound } from '@/lib/errors';
import type { Db } from './db';

/** Rows a page. */
export const PAGE = 50;

/** Reads a cursor 'lastAt.conversationId'. Throws 'bad request' naming the field. */
export function parseCursor(cursor: string): [number, number] {
  const match = /^(-?\d{1,16})\.(\d{1,15})$/u.exec(cursor);
  if (!match)
    throw new AppError('bad-request', { userMessage: 'This cursor is not one of ours.', field: 'cursor' });
  return [Number(match[1]), Number(match[2])];
}

async function mustOwn(db: Db, userId: number, folderId: number): Promise<void> {
  const row = await db
    .selectFrom('folder')
    .innerJoin('account', 'account.id', 'folder.account_id')
    .select('folder.id')
    .where('folder.id', '=', folderId)
    .where('account.user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('folder');
}

/** A page of a folder's conversations, newest first, after `cursor`. Throws 'not found' for a folder of somebody else. */
export async function listConversations(
  db: Db,
  userId: number,
  folderId: number,
  cursor: string | null,
): Promise<ConversationPage> {
  await mustOwn(db, userId, folderId);
  let select = db
    .selectFrom('folder_conversation')
    .select(['row_json', 'last_at', 'conversation_id'])
    .where('folder_id', '=', folderId);
  if (cursor !== null) {
    const [lastAt, id] = parseCursor(cursor);
    select = select.where(sql<boolean>`(last_at, conversation_id) < (${lastAt}, ${id})`);
  }
  const rows = await select
    .orderBy('last_at', 'desc')
    .orderBy('conversation_id', 'desc')
    .limit(PAGE + 1)
    .execute();
  const page = rows.slice(0, PAGE);
  const last = page[page.length - 1];
  return {
    rows: page.map(({ row_json }) => JSON.parse(row_json) as ConversationRow),
    next: rows.length > PAGE && last ? `${last.last_at}.${last.conversation_id}` : null,
  };
}
