// Reads messages and whole conversations, each scoped to its person.
import { sql } from 'kysely';
import type { Address, Conversation, FolderRole, Message } from '@/lib/contract/mail';
import { copyKeys } from '@/lib/conversations/copies';
import { notFound } from '@/lib/errors';
import type { MimePart } from '@/lib/mime/part';
import type { Db } from './db';

/** A message with all that is kept of it. `uid` is null while a move waits for the server. */
export interface MessageRow {
  id: number;
  accountId: number;
  userId: number;
  folderId: number;
  folderPath: string;
  folderRole: FolderRole | null;
  uid: number | null;
  /** Where the server has it while changes wait; else as `folderPath` and `uid`. */
  remotePath: string;
  remoteUid: number | null;
  /** UIDVALIDITY under which `remoteUid` was given. */
  uidValidity: string | null;
  conversationId: number;
  messageId: string | null;
  subject: string;
  from: Address[];
  sender: Address[];
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  inReplyTo: string | null;
  references: string[];
  date: number;
  size: number;
  seen: boolean;
  flagged: boolean;
  answered: boolean;
  draft: boolean;
  hasAttachment: boolean;
  snippet: string;
  structure: MimePart | null;
}

const rows = (db: Db) =>
  db
    .selectFrom('message')
    .innerJoin('account', 'account.id', 'message.account_id')
    .innerJoin('folder', 'folder.id', 'message.folder_id')
    .leftJoin('folder as remote', 'remote.id', 'message.remote_folder_id')
    .selectAll('message')
    .select(['account.user_id', 'folder.path', 'folder.role', 'folder.uid_validity'])
    .select(['remote.path as remote_path', 'remote.uid_validity as remote_validity'])
    .where('message.hidden', '=', 0);
type Columns = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;
type People = Pick<MessageRow, 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc' | 'inReplyTo' | 'references'>;

const message = (row: Columns): MessageRow => ({
  ...(JSON.parse(row.people_json) as People),
  id: row.id,
  accountId: row.account_id,
  userId: row.user_id,
  folderId: row.folder_id,
  folderPath: row.path,
  folderRole: row.role as FolderRole | null,
  uid: row.uid,
  remotePath: row.remote_path ?? row.path,
  remoteUid: row.remote_path === null ? row.uid : row.remote_uid,
  uidValidity: row.remote_path === null ? row.uid_validity : row.remote_validity,
  conversationId: row.conversation_id,
  messageId: row.message_id_header,
  subject: row.subject,
  from: JSON.parse(row.from_json) as Address[],
  date: row.date,
  size: row.size,
  seen: row.seen === 1,
  flagged: row.flagged === 1,
  answered: row.answered === 1,
  draft: row.draft === 1,
  hasAttachment: row.has_attachment === 1,
  snippet: row.snippet ?? '',
  structure: row.structure_json ? (JSON.parse(row.structure_json) as MimePart) : null,
});

/** One message of this person. Throws 'not found'. */
export async function getMessage(db: Db, userId: number, id: number): Promise<MessageRow> {
  const row = await rows(db)
    .where('message.id', '=', id)
    .where('account.user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('message');
  return message(row);
}

/** For engines: any message by id. */
export async function getMessageById(db: Db, id: number): Promise<MessageRow | null> {
  const row = await rows(db).where('message.id', '=', id).executeTakeFirst();
  return row ? message(row) : null;
}

/**
 * A conversation of this person, oldest message first. Copies of one message in two folders are shown once; those in Trash
 * and Junk are left out, unless nothing else is there or `folderId` is such a folder. Throws 'not found'.
 */
export async function getConversation(
  db: Db,
  userId: number,
  id: number,
  folderId: number | null,
): Promise<Conversation> {
  const all = (
    await rows(db)
      .where('message.conversation_id', '=', id)
      .where('account.user_id', '=', userId)
      .orderBy('message.date')
      .orderBy('message.id')
      .execute()
  ).map(message);
  if (all.length === 0) throw notFound('conversation');
  const apart = (row: MessageRow) => row.folderRole === 'trash' || row.folderRole === 'junk';
  const inApart = all.some((row) => row.folderId === folderId && apart(row));
  const kept = inApart ? all.filter((row) => row.folderId === folderId) : all.filter((row) => !apart(row));
  const shown = kept.length > 0 ? kept : all;
  const keys = copyKeys(shown);
  const distinct = new Map<string | number, MessageRow>();
  for (const [index, row] of shown.entries())
    if (!distinct.has(keys[index]!) || row.folderId === folderId) distinct.set(keys[index]!, row);
  const messages = [...distinct.values()].sort((a, b) => a.date - b.date || a.id - b.id);
  return { id, subject: messages[0]!.subject, messages: messages.map(wire) };
}

const wire = (row: MessageRow): Message => ({
  id: row.id,
  conversationId: row.conversationId,
  folderId: row.folderId,
  subject: row.subject,
  from: row.from,
  sender: row.sender,
  replyTo: row.replyTo,
  to: row.to,
  cc: row.cc,
  bcc: row.bcc,
  date: row.date,
  size: row.size,
  seen: row.seen,
  starred: row.flagged,
  answered: row.answered,
  draft: row.draft,
  hasAttachment: row.hasAttachment,
  snippet: row.snippet,
  messageIdHeader: row.messageId,
});

/** One parameter whatever their number, so that the statement stays prepared. */
const listed = (ids: number[]) => sql<number>`(select value from json_each(${JSON.stringify(ids)}))`;

/**
 * The messages that an action means: those named, and those of the conversations that are in `folderId` (or, with
 * `allFolders`, in any folder). Ids of another person name nothing.
 */
export async function messagesFor(
  db: Db,
  userId: number,
  selection: { folderId: number; conversationIds: number[]; messageIds: number[]; allFolders: boolean },
): Promise<MessageRow[]> {
  const { conversationIds, messageIds } = selection;
  if (conversationIds.length + messageIds.length === 0) return [];
  const found = await rows(db)
    .where('account.user_id', '=', userId)
    .where((where) =>
      where.or([
        where('message.id', 'in', listed(messageIds)),
        where.and([
          where('message.conversation_id', 'in', listed(conversationIds)),
          ...(selection.allFolders ? [] : [where('message.folder_id', '=', selection.folderId)]),
        ]),
      ]),
    )
    .orderBy('message.id')
    .execute();
  return found.map(message);
}

/** Other copies of these messages: with the same Message-ID in the same conversation, in any folder and account of the person. */
export async function copiesOf(db: Db, userId: number, of: MessageRow[]): Promise<MessageRow[]> {
  const headers = of.map(({ messageId }) => messageId).filter((header) => header !== null);
  if (headers.length === 0) return [];
  const found = await rows(db)
    .where('account.user_id', '=', userId)
    .where('message.conversation_id', 'in', listed(of.map(({ conversationId }) => conversationId)))
    .where(
      'message.message_id_header',
      'in',
      sql<string>`(select value from json_each(${JSON.stringify(headers)}))`,
    )
    .execute();
  return found.map(message).filter((row) => !of.some(({ id }) => id === row.id));
}

/** Up to `limit` messages of a folder of this person, any order. */
export async function messagesInFolder(
  db: Db,
  userId: number,
  folderId: number,
  limit: number,
): Promise<MessageRow[]> {
  const found = await rows(db)
    .where('account.user_id', '=', userId)
    .where('message.folder_id', '=', folderId)
    .limit(limit)
    .execute();
  return found.map(message);
}
