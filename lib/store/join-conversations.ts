// Gives new messages their conversations: by References first, by subject last; joins conversations that turn out to be one.
// References and copies are looked for in all accounts of the account's person, and of nobody else; subjects only in the account.
import { sql } from 'kysely';
import { baseSubject, isReplySubject } from '@/lib/conversations/base-subject';
import { linkedIds } from '@/lib/conversations/linked-ids';
import type { Db } from './db';
import { nextId } from './new-ids';

/** What assignment looks at. */
export interface Joinable {
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  subject: string;
  date: number;
  /** Where it is already, of a message of which more is known now. */
  conversationId: number | null;
  /** Its References are not known yet: too early to go by the subject. */
  isLight: boolean;
}

const SAME_SUBJECT_MS = 30 * 24 * 3600_000;
/**
 * The next message begins a new conversation. Years of a robot's mail may refer to one root, and each new message has all of its
 * conversation read.
 */
const MAX_MESSAGES = 100;

interface SubjectGroup {
  id: number;
  lastAt: number;
  isNew: boolean;
}

/**
 * In the caller's transaction: one conversation id for each message, and the ids that were joined into others (their rows need
 * a refresh). New conversations are made. The older (smaller) id survives a join.
 */
export async function joinConversations(
  db: Db,
  accountId: number,
  messages: Joinable[],
): Promise<{ ids: number[]; joined: number[] }> {
  const links = messages.map(linkedIds);
  const accounts = await accountsBeside(db, accountId);
  const known = await knownLinks(db, accounts, links.flat());
  const copies = await knownCopies(db, accounts, messages);
  const subjects = await knownSubjects(db, accountId, messages);
  const sizes = await knownSizes(db, [
    ...known.values(),
    ...copies.values(),
    ...[...subjects.values()].map(({ id }) => id),
    ...messages.map(({ conversationId }) => conversationId).filter((id) => id !== null),
  ]);
  let newId = await nextId(db, 'conversation');
  const created: [number, string][] = [];
  const merged = new Map<number, number>();
  const find = (id: number): number => {
    const into = merged.get(id);
    return into === undefined ? id : find(into);
  };
  const size = (id: number) => sizes.get(id) ?? 0;

  const chosen = messages.map((message, index) => {
    const own = message.conversationId ?? copies.get(message.messageId ?? '') ?? null;
    const base = baseSubject(message.subject);
    const linked = links[index]!.map((header) => known.get(header)).filter((id) => id !== undefined);
    const isAlone = linked.every((id) => find(id) === own) && links[index]!.length <= 1;
    const group = subjects.get(base);
    if (isAlone && !message.isLight && base !== '' && group && isReplySubject(message.subject)) {
      if (Math.abs(message.date - group.lastAt) <= SAME_SUBJECT_MS) linked.push(group.id);
    }
    const candidates = [...new Set(linked.map(find))].sort((a, b) => a - b);
    const roomy = candidates.find((candidate) => size(candidate) < MAX_MESSAGES);
    let id: number = (own === null ? roomy : find(own)) ?? newId++;
    if (own === null && roomy === undefined) created.push([id, base]);
    for (const other of candidates) {
      if (other === id || size(other) + size(id) >= MAX_MESSAGES) continue;
      const [into, from] = other < id ? [other, id] : [id, other];
      sizes.set(into, size(into) + size(from));
      merged.set(from, into);
      id = into;
    }
    if (own === null) sizes.set(id, size(id) + 1);
    // A copy of an old message does not lead new ones back to a full conversation.
    for (const header of links[index]!) if (own === null || !known.has(header)) known.set(header, id);
    if (base !== '' && !message.isLight && (!group || group.lastAt <= message.date))
      subjects.set(base, { id, lastAt: message.date, isNew: true });
    return id;
  });

  if (created.length > 0)
    await sql`insert into conversation (id, account_id, base_subject)
      select value ->> 0, ${accountId}, value ->> 1 from json_each(${JSON.stringify(created)})`.execute(db);
  await saveLinks(
    db,
    accountId,
    [...new Set(links.flat())].map((header) => [header, find(known.get(header)!)]),
  );
  await saveSubjects(
    db,
    accountId,
    [...subjects]
      .filter(([, group]) => group.isNew)
      .map(([base, group]) => [base, find(group.id), group.lastAt]),
  );
  for (const from of merged.keys()) await moveInto(db, from, find(from));
  return { ids: chosen.map(find), joined: [...merged.keys()] };
}

async function moveInto(db: Db, from: number, into: number): Promise<void> {
  for (const table of ['message', 'reference', 'subject_group'] as const)
    await db.updateTable(table).set({ conversation_id: into }).where('conversation_id', '=', from).execute();
  await db.deleteFrom('conversation').where('id', '=', from).execute();
}

async function saveLinks(db: Db, accountId: number, links: [string, number][]): Promise<void> {
  // A header that pointed to a full conversation points to its successor from now on.
  await sql`insert into reference (account_id, header_id, conversation_id)
    select ${accountId}, value ->> 0, value ->> 1 from json_each(${JSON.stringify(links)}) where true
    on conflict do update set conversation_id = excluded.conversation_id
    where conversation_id <> excluded.conversation_id`.execute(db);
}

async function saveSubjects(db: Db, accountId: number, groups: [string, number, number][]): Promise<void> {
  await sql`insert into subject_group (account_id, base_subject, conversation_id, last_at)
    select ${accountId}, value ->> 0, value ->> 1, value ->> 2 from json_each(${JSON.stringify(groups)}) where true
    on conflict do update set conversation_id = excluded.conversation_id, last_at = excluded.last_at
    where excluded.last_at >= last_at`.execute(db);
}

/** The accounts of the person who has this one, as JSON. */
async function accountsBeside(db: Db, accountId: number): Promise<string> {
  const { rows } = await sql<{ id: number }>`select id from account
    where user_id = (select user_id from account where id = ${accountId})`.execute(db);
  return JSON.stringify(rows.map(({ id }) => id));
}

async function knownLinks(db: Db, accounts: string, headers: string[]): Promise<Map<string, number>> {
  const list = JSON.stringify([...new Set(headers)]);
  // The oldest conversation last, which is the one that a Map keeps.
  const { rows } = await sql<{ header: string; id: number }>`
    select header_id as header, conversation_id as id from reference
    where account_id in (select value from json_each(${accounts}))
      and header_id in (select value from json_each(${list})) order by id desc`.execute(db);
  return new Map(rows.map(({ header, id }) => [header, id]));
}

/** Where the same message lies in another folder: a copy belongs there, even if that is full. */
async function knownCopies(db: Db, accounts: string, messages: Joinable[]): Promise<Map<string, number>> {
  const list = JSON.stringify(messages.map(({ messageId }) => messageId).filter(Boolean));
  const { rows } = await sql<{ header: string; id: number }>`
    select message_id_header as header, conversation_id as id from message
    where account_id in (select value from json_each(${accounts}))
      and message_id_header in (select value from json_each(${list})) order by id desc`.execute(db);
  return new Map(rows.map(({ header, id }) => [header, id]));
}

async function knownSizes(db: Db, ids: number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; size: number }>`
    select conversation_id as id, count(*) as size from message
    where conversation_id in (select value from json_each(${JSON.stringify([...new Set(ids)])}))
    group by conversation_id`.execute(db);
  return new Map(rows.map(({ id, size }) => [id, size]));
}

async function knownSubjects(
  db: Db,
  accountId: number,
  messages: Joinable[],
): Promise<Map<string, SubjectGroup>> {
  const list = JSON.stringify([...new Set(messages.map(({ subject }) => baseSubject(subject)))]);
  const { rows } = await sql<{ base: string; id: number; lastAt: number }>`
    select base_subject as base, conversation_id as id, last_at as lastAt from subject_group
    where account_id = ${accountId} and base_subject in (select value from json_each(${list}))`.execute(db);
  return new Map(rows.map(({ base, id, lastAt }) => [base, { id, lastAt, isNew: false }]));
}
