// Writes rows of fetched messages into their table, many at a time; messages.ts says which.
import { CompiledQuery, sql } from 'kysely';
import type { Address } from '@/lib/contract/mail';
import type { MimePart } from '@/lib/mime/part';
import type { Db } from './db';
import { type MessageText, ownPlaces, placeTexts } from './message-text';
import { nextId } from './new-ids';

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
  /** OBJECTID's EMAILID (RFC 8474 5.1) or Gmail's; null where the server has none. */
  emailId: string | null;
}

const MAX_PEOPLE_TEXT = 4000;

/** A boolean as a column holds it. */
export const bit = (value: boolean) => (value ? 1 : 0);

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

/** Names and addresses as the text index takes them. */
export const peopleText = (message: Pick<NewMessage, 'from' | 'to' | 'cc' | 'bcc'>) =>
  [...message.from, ...message.to, ...message.cc, ...message.bcc]
    .slice(0, 200)
    .map(({ name, address }) => `${name} ${address}`)
    .join(' ')
    .slice(0, MAX_PEOPLE_TEXT);

/** Known from its envelope alone yet: size, structure and References are still to come. */
export const isLight = (message: NewMessage) => message.structure === null && message.size === 0;

/** Adds to light rows what came since; `conversationIds` in the order of `messages`. */
export async function completeRows(
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

/** Rows of one statement. Values that are bound cost half of what they cost as JSON, of which SQLite unpacks each column for itself. */
const TOGETHER = 20;
const COLUMNS = (
  'id account_id folder_id uid conversation_id message_id_header subject from_json people_json date size seen flagged ' +
  'answered draft has_attachment structure_json email_id text_rowid'
).split(' ');
const ROW = `(${COLUMNS.map(() => '?').join()})`;
const ADD_ONE = `insert into message (${COLUMNS.join()}) values ${ROW}`;
const ADD_MANY = `${ADD_ONE}${`, ${ROW}`.repeat(TOGETHER - 1)}`;

/** Adds messages; `conversationIds` in their order. Answers what the text index is to get of them. */
export async function addRows(
  db: Db,
  accountId: number,
  folderId: number,
  messages: NewMessage[],
  conversationIds: number[],
): Promise<MessageText[]> {
  if (messages.length === 0) return [];
  const firstId = await nextId(db, 'message');
  const places = await ownPlaces(
    db,
    accountId,
    messages.map(({ date }, index) => ({ id: firstId + index, date })),
  );
  const rows = messages.map((message, index) => [
    firstId + index,
    accountId,
    folderId,
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
    message.emailId,
    places[index],
  ]);
  for (let from = 0; from < rows.length; ) {
    const count = rows.length - from < TOGETHER ? 1 : TOGETHER;
    const values = rows.slice(from, from + count).flat();
    await db.executeQuery(CompiledQuery.raw(count === 1 ? ADD_ONE : ADD_MANY, values));
    from += count;
  }
  await placeTexts(
    db,
    messages.map((_, index) => firstId + index),
  );
  return messages.map((message, index) => ({
    id: firstId + index,
    subject: message.subject,
    people: peopleText(message),
    body: '',
  }));
}
