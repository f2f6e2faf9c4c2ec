// Gives new messages their conversations: by References first, by subject last; joins conversations that turn out to be one.
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
  /** The conversation it is in already (a row that is being completed), null for a new one. */
  current: number | null;
}

const SAME_SUBJECT_MS = 30 * 24 * 3600_000;

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
  const known = await knownLinks(db, accountId, [...new Set(links.flat())]);
  const subjects = await knownSubjects(db, accountId, messages);
  let freeId = await nextId(db, 'conversation');
  const firstNew = freeId;
  const bases = new Map<number, string>();
  const merged = new Map<number, number>();
  const find = (id: number): number => {
    const into = merged.get(id);
    return into === undefined ? id : find(into);
  };
  const chosen = messages.map((message, index) => {
    const found = new Set(
      links[index]!.map((id) => known.get(id))
        .filter((id) => id !== undefined)
        .map(find),
    );
    if (message.current !== null) found.add(find(message.current));
    const base = baseSubject(message.subject);
    if (found.size === 0 && base !== '' && links[index]!.length <= 1 && isReplySubject(message.subject)) {
      const bySubject = subjects.get(base);
      if (bySubject && Math.abs(message.date - bySubject.lastAt) <= SAME_SUBJECT_MS)
        found.add(find(bySubject.id));
    }
    const id = found.size > 0 ? Math.min(...found) : freeId++;
    if (found.size === 0) bases.set(id, base);
    for (const other of found) if (other !== id) merged.set(other, id);
    for (const header of links[index]!) known.set(header, id);
    const subject = subjects.get(base);
    if (base !== '' && (!subject || subject.lastAt <= message.date))
      subjects.set(base, { id, lastAt: message.date, fresh: true });
    return id;
  });
  const created = [...bases].map(([id, base]) => [id, base]);
  if (freeId > firstNew)
    await sql`insert into conversation (id, account_id, base_subject)
      select value ->> 0, ${accountId}, value ->> 1 from json_each(${JSON.stringify(created)})`.execute(db);
  const references = [...new Set(links.flat())].map((header) => [header, find(known.get(header)!)]);
  await sql`insert into reference (account_id, header_id, conversation_id)
    select ${accountId}, value ->> 0, value ->> 1 from json_each(${JSON.stringify(references)}) where true
    on conflict do nothing`.execute(db);
  const groups = [...subjects]
    .filter(([, group]) => group.fresh)
    .map(([base, group]) => [base, find(group.id), group.lastAt]);
  await sql`insert into subject_group (account_id, base_subject, conversation_id, last_at)
    select ${accountId}, value ->> 0, value ->> 1, value ->> 2 from json_each(${JSON.stringify(groups)}) where true
    on conflict do update set conversation_id = excluded.conversation_id, last_at = excluded.last_at
    where excluded.last_at >= last_at`.execute(db);
  for (const [from] of merged) await moveInto(db, from, find(from));
  return { ids: chosen.map(find), joined: [...merged.keys()] };
}

async function moveInto(db: Db, from: number, into: number): Promise<void> {
  for (const table of ['message', 'reference', 'subject_group'] as const)
    await db.updateTable(table).set({ conversation_id: into }).where('conversation_id', '=', from).execute();
  await db.deleteFrom('conversation').where('id', '=', from).execute();
}

async function knownLinks(db: Db, accountId: number, headers: string[]): Promise<Map<string, number>> {
  const rows = await sql<{ header_id: string; conversation_id: number }>`
    select header_id, conversation_id from reference
    where account_id = ${accountId} and header_id in (select value from json_each(${JSON.stringify(headers)}))`.execute(
    db,
  );
  return new Map(rows.rows.map((row) => [row.header_id, row.conversation_id]));
}

async function knownSubjects(
  db: Db,
  accountId: number,
  messages: Joinable[],
): Promise<Map<string, { id: number; lastAt: number; fresh: boolean }>> {
  const bases = [...new Set(messages.map(({ subject }) => baseSubject(subject)))];
  const rows = await sql<{ base_subject: string; conversation_id: number; last_at: number }>`
    select base_subject, conversation_id, last_at from subject_group
    where account_id = ${accountId} and base_subject in (select value from json_each(${JSON.stringify(bases)}))`.execute(
    db,
  );
  return new Map(
    rows.rows.map((row) => [
      row.base_subject,
      { id: row.conversation_id, lastAt: row.last_at, fresh: false },
    ]),
  );
}
