// What was read of messages: which wait for it, and their texts and snippets, from then on searchable and shown.
import { sql } from 'kysely';
import type { MimePart } from '@/lib/mime/part';
import { recordChange } from './changes';
import type { Db } from './db';
import { peopleText } from './message-rows';
import { replaceTexts } from './message-text';
import { type Step, writeAll } from './write-steps';

/** How many messages, and how many characters of text, one step takes (write-steps.ts). */
const SLICE = 200;
const SLICE_TEXT = 200_000;

/** A message whose text is not searchable yet. */
export interface Untexted {
  id: number;
  folderId: number;
  uid: number;
  date: number;
  structure: MimePart;
}

/** Messages whose text is not searchable yet, newest first, from below `after`; only those whose structure is known. */
export async function listUntexted(
  db: Db,
  accountId: number,
  limit: number,
  after: Pick<Untexted, 'date' | 'id'> = { date: Number.MAX_SAFE_INTEGER, id: 0 },
): Promise<Untexted[]> {
  const rows = await db
    .selectFrom('message')
    .select(['id', 'folder_id', 'uid', 'date', 'structure_json'])
    .where('account_id', '=', accountId)
    // Literally, else SQLite cannot know that the index of untexted ones fits.
    .where(sql<boolean>`text_indexed = 0`)
    .where('structure_json', 'is not', null)
    .where('uid', 'is not', null)
    .where(sql<boolean>`(date, id) < (${after.date}, ${after.id})`)
    .orderBy('date', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    folderId: row.folder_id,
    uid: row.uid!,
    date: row.date,
    structure: JSON.parse(row.structure_json!) as MimePart,
  }));
}

/** True while some message of the account waits to be read for search. */
export async function hasUntexted(db: Db, accountId: number): Promise<boolean> {
  return (await listUntexted(db, accountId, 1)).length > 0;
}

/** What was read of one message. */
export interface SavedText {
  id: number;
  text: string;
  snippet: string;
}

/** Text and snippet of messages, from now on searchable and shown. Fastest with the oldest first: their order in the text index. */
export const saveTexts = (db: Db, texts: SavedText[]): Promise<void> => writeAll(db, textSteps(texts));

/**
 * `saveTexts`, in steps: first all that goes into the text index, then what says that it is there: a statement on another table ends the
 * part of the index that is being written. What a crash leaves unsaid is fetched again.
 */
export const textSteps = (texts: SavedText[]): Step[] => [
  ...[...textSlices(texts)].map(
    (slice): Step =>
      (t) =>
        putIntoIndex(t, slice),
  ),
  ...slices(texts, SLICE).map(
    (slice): Step =>
      (t) =>
        sayTexted(t, slice),
  ),
];

const slices = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

function* textSlices(texts: SavedText[]): Generator<SavedText[]> {
  let slice: SavedText[] = [];
  let length = 0;
  for (const text of texts) {
    if (slice.length > 0 && (slice.length === SLICE || length + text.text.length > SLICE_TEXT)) {
      yield slice;
      slice = [];
      length = 0;
    }
    slice.push(text);
    length += text.text.length;
  }
  if (slice.length > 0) yield slice;
}

/** `saveTexts` of a few messages, in the caller's transaction. */
export async function saveTextSlice(t: Db, texts: SavedText[]): Promise<void> {
  await putIntoIndex(t, texts);
  await sayTexted(t, texts);
}

async function putIntoIndex(t: Db, texts: SavedText[]): Promise<void> {
  const bodies = new Map(texts.map(({ id, text }) => [id, text]));
  const rows = await t
    .selectFrom('message')
    .select(['id', 'subject', 'from_json', 'people_json'])
    .where('id', 'in', listed(texts))
    .execute();
  await replaceTexts(
    t,
    rows.map((row) => ({
      id: row.id,
      subject: row.subject,
      people: peopleText({ ...JSON.parse(row.people_json), from: JSON.parse(row.from_json) }),
      body: bodies.get(row.id)!,
    })),
  );
}

async function sayTexted(t: Db, texts: SavedText[]): Promise<void> {
  const list = JSON.stringify(texts.map(({ id, snippet }) => [id, snippet]));
  await sql`update message set text_indexed = 1, snippet = v.value ->> 1
    from json_each(${list}) v where message.id = v.value ->> 0`.execute(t);
  // A list shows the snippet of the newest of a conversation alone, and nothing else of a text. 'cross join' keeps the order, or all
  // that is listed would be compared with all that is new.
  await sql`with shown as materialized (
      select m.folder_id, m.conversation_id, v.value ->> 1 as snippet
      from json_each(${list}) v cross join message m on m.id = v.value ->> 0
        cross join folder_conversation l on l.folder_id = m.folder_id and l.conversation_id = m.conversation_id
      where m.hidden = 0 and m.date >= l.last_at and not exists (
        select 1 from message later where later.conversation_id = m.conversation_id
          and later.folder_id = m.folder_id and later.hidden = 0 and (later.date, later.id) > (m.date, m.id)))
    update folder_conversation as listed set row_json = json_set(listed.row_json, '$.snippet', shown.snippet)
    from shown where listed.folder_id = shown.folder_id and listed.conversation_id = shown.conversation_id`.execute(
    t,
  );
  const rows = await t
    .selectFrom('message')
    .innerJoin('account', 'account.id', 'message.account_id')
    .select(['message.conversation_id', 'message.folder_id', 'account.user_id'])
    .distinct()
    .where('message.id', 'in', listed(texts))
    .execute();
  // Also where no list shows it: the conversation may be open.
  for (const folderId of new Set(rows.map((row) => row.folder_id))) {
    const here = rows.filter((row) => row.folder_id === folderId);
    await recordChange(t, here[0]!.user_id, {
      kind: 'conversations',
      folderId,
      conversationIds: here.map((row) => row.conversation_id),
    });
  }
}

const listed = (texts: SavedText[]) =>
  sql<number>`(select value from json_each(${JSON.stringify(texts.map(({ id }) => id))}))`;
