// How far an account's mail was looked through for notices about sent messages.
import type { Address } from '@/lib/contract/mail';
import type { MimePart } from '@/lib/mime/part';
import type { Db } from './db';

/** A message that was not looked at yet. */
export interface Unlooked {
  id: number;
  uid: number | null;
  folderPath: string;
  from: Address[];
  subject: string;
  structure: MimePart | null;
  messageIdHeader: string | null;
  date: number;
}

/**
 * The next messages of inbox and junk to look at, in the order of their coming, and up to which id all are done when these are. An
 * account that has sent nothing has nothing to look for.
 */
export async function listUnlooked(
  db: Db,
  accountId: number,
  limit: number,
): Promise<{ messages: Unlooked[]; upTo: number }> {
  const mark = await db
    .selectFrom('notice_mark')
    .select('message_id')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  const newest = await db
    .selectFrom('message')
    .select((select) => select.fn.max('id').as('id'))
    .executeTakeFirst();
  const last = newest?.id ?? 0;
  const hasSent = await db
    .selectFrom('outbox')
    .select('id')
    .where('account_id', '=', accountId)
    .limit(1)
    .executeTakeFirst();
  if (!hasSent || (mark && mark.message_id >= last)) return { messages: [], upTo: last };
  const rows = await db
    .selectFrom('message')
    .innerJoin('folder', 'folder.id', 'message.folder_id')
    .select([
      'message.id',
      'message.uid',
      'folder.path',
      'message.from_json',
      'message.subject',
      'message.structure_json',
      'message.message_id_header',
      'message.date',
    ])
    .where('message.id', '>', mark?.message_id ?? 0)
    .where('message.account_id', '=', accountId)
    .where('folder.role', 'in', ['inbox', 'junk'])
    .where('message.hidden', '=', 0)
    .orderBy('message.id')
    .limit(limit)
    .execute();
  const messages = rows.map((row) => ({
    id: row.id,
    uid: row.uid,
    folderPath: row.path,
    from: JSON.parse(row.from_json) as Address[],
    subject: row.subject,
    structure: row.structure_json ? (JSON.parse(row.structure_json) as MimePart) : null,
    messageIdHeader: row.message_id_header,
    date: row.date,
  }));
  return { messages, upTo: rows.length < limit ? last : rows.at(-1)!.id };
}

/** All up to this message were looked at. */
export async function markLooked(db: Db, accountId: number, upTo: number): Promise<void> {
  await db
    .insertInto('notice_mark')
    .values({ account_id: accountId, message_id: upTo })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ message_id: upTo }))
    .execute();
}
