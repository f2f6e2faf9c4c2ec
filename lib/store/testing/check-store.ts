// For tests: what must hold in every store, recomputed from the messages alone.
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { ConversationRow } from '@/lib/contract/mail';
import type { Db } from '../db';

/** Fails unless counts, list rows, text index and queue agree with the messages. */
export async function checkStore(db: Db): Promise<void> {
  const read = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(db)).rows;
  expect(
    await read(sql`select f.path, f.total, f.unread,
        count(m.id) as has, coalesce(sum(m.seen = 0), 0) as hasUnread
      from folder f left join message m on m.folder_id = f.id and m.hidden = 0
      group by f.id having f.total <> has or f.unread <> hasUnread`),
    'folders count their messages',
  ).toEqual([]);

  const rows = await read(
    sql<{ folder_id: number; conversation_id: number; last_at: number; row_json: string }>`
      select * from folder_conversation order by folder_id, conversation_id`,
  );
  const snippets = await read(sql<{ folder_id: number; conversation_id: number; snippet: string | null }>`
    select folder_id, conversation_id, snippet from message m where hidden = 0 and not exists (
      select 1 from message later where later.folder_id = m.folder_id and later.conversation_id = m.conversation_id
        and later.hidden = 0 and (later.date, later.id) > (m.date, m.id)) order by 1, 2`);
  const expected = await read(sql<{
    folder_id: number;
    conversation_id: number;
    last_at: number;
    unread: number;
  }>`
    select folder_id, conversation_id, max(date) as last_at, max(seen = 0) as unread from message where hidden = 0
    group by 1, 2 order by 1, 2`);
  expect(
    rows.map(({ row_json, ...row }) => ({
      ...row,
      unread: (JSON.parse(row_json) as ConversationRow).unread ? 1 : 0,
    })),
    'there is one list row for each folder and conversation',
  ).toEqual(expected);
  for (const [index, row] of rows.entries())
    expect(JSON.parse(row.row_json)).toMatchObject({
      id: row.conversation_id,
      folderId: row.folder_id,
      lastAt: row.last_at,
      snippet: snippets[index]!.snippet ?? '',
    });

  expect(
    await read(sql`select id from conversation c
      where not exists (select 1 from message where conversation_id = c.id)`),
    'no conversation is empty',
  ).toEqual([]);
  for (const table of ['reference', 'subject_group'])
    expect(
      await read(sql`select * from ${sql.table(table)} t
        where not exists (select 1 from conversation where id = t.conversation_id)`),
      `${table} names conversations that exist`,
    ).toEqual([]);

  expect(
    await read(sql`select rowid from message_text where rowid not in (select text_rowid from message)`),
    'the text index holds no message that is gone',
  ).toEqual([]);
  expect(
    await read(sql`select id from message where text_rowid is null
      or text_rowid not in (select rowid from message_text)`),
    'every message is in the text index',
  ).toEqual([]);

  expect(
    await read(sql`select id from message m
      where pending <> (select count(*) from pending_change where message_id = m.id)
        or (pending = 0) <> (remote_folder_id is null)`),
    'messages know how many of their changes wait, and where the server has them meanwhile',
  ).toEqual([]);
}
