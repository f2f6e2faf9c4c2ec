// People of recent messages, for suggestions while a recipient is typed.
import { sql } from 'kysely';
import type { Address } from '@/lib/contract/mail';
import type { Db } from './db';

/** A message's people; `isOwn` says that this person wrote it (it lies in Sent). */
export interface MessagePeople {
  from: Address[];
  to: Address[];
  cc: Address[];
  isOwn: boolean;
}

/** What one look may cost: the newest messages of each account, whatever its size. */
const NEWEST = 2000;
const MAX_HITS = 200;
/** A message to hundreds says little about whom one writes to, and much has to be read for it. */
const MAX_PEOPLE_OCTETS = 20_000;

interface Row {
  from_json: string;
  people_json: string;
  is_own: number;
}

/**
 * The newest messages of this person whose people contain `word`; newest first in each account. An address in a draft may be half typed
 * or mistyped: nobody was written to.
 */
export async function recentPeople(db: Db, userId: number, word: string): Promise<MessagePeople[]> {
  const accounts = await db.selectFrom('account').select('id').where('user_id', '=', userId).execute();
  // LIKE folds the case of ASCII letters only; a name begins with a capital one.
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  const [plain, capitalized] = [word, capital].map((text) => `%${text.replace(/[\\%_]/gu, '\\$&')}%`);
  const found: MessagePeople[] = [];
  for (const { id } of accounts) {
    const { rows } = await sql<Row>`
      select m.from_json, m.people_json, f.role = 'sent' as is_own
      from (select folder_id, from_json, people_json, hidden from message indexed by message_newest
            where account_id = ${id} order by date desc limit ${NEWEST}) m
      join folder f on f.id = m.folder_id
      where m.hidden = 0 and coalesce(f.role, '') not in ('junk', 'drafts') and length(m.people_json) < ${MAX_PEOPLE_OCTETS}
        and (m.from_json like ${plain} escape '\\' or m.people_json like ${plain} escape '\\'
          or m.from_json like ${capitalized} escape '\\' or m.people_json like ${capitalized} escape '\\')
      limit ${MAX_HITS}`.execute(db);
    for (const row of rows) {
      const { to, cc } = JSON.parse(row.people_json) as { to: Address[]; cc: Address[] };
      found.push({ from: JSON.parse(row.from_json) as Address[], to, cc, isOwn: row.is_own === 1 });
    }
  }
  return found;
}

/** Domains that this person wrote to lately, in lower case. */
export async function writtenDomains(db: Db, userId: number): Promise<string[]> {
  const accounts = await db.selectFrom('account').select('id').where('user_id', '=', userId).execute();
  const domains = new Set<string>();
  for (const { id } of accounts) {
    const { rows } = await sql<{ people_json: string }>`
      select m.people_json from (select folder_id, people_json, hidden from message indexed by message_newest
        where account_id = ${id} order by date desc limit ${NEWEST}) m
      join folder f on f.id = m.folder_id
      where m.hidden = 0 and f.role = 'sent' and length(m.people_json) < ${MAX_PEOPLE_OCTETS}
      limit ${MAX_HITS}`.execute(db);
    for (const { people_json } of rows) {
      const { to, cc } = JSON.parse(people_json) as { to: Address[]; cc: Address[] };
      for (const { address } of [...to, ...cc]) {
        const domain = address.split('@').at(-1)?.toLowerCase();
        if (domain && address.includes('@')) domains.add(domain);
      }
    }
  }
  return [...domains];
}
