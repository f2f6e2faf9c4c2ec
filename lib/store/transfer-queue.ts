// What the courier asks of the messages on their way: what is due, where its source is, how far it got.
import { sql } from 'kysely';
import { type Db, durably } from './db';
import type { BringArgs } from './local-changes';

/** A message to be brought, oldest first: where it goes, and where its source is on the server now. */
export interface Bringing {
  changeId: number;
  targetId: number;
  folderId: number;
  path: string;
  /** The folder is in this store. */
  isHere: boolean;
  attempts: number;
  args: BringArgs;
  source: {
    id: number;
    accountId: number;
    /** When it came, epoch ms, as far as the index knows. */
    date: number;
    remotePath: string;
    remoteUid: number | null;
    /** Of the folder that the UID is from. */
    uidValidity: string | null;
    messageId: string | null;
    flags: { seen: boolean; flagged: boolean; answered: boolean; draft: boolean };
    /** Other changes of it wait: it may be elsewhere, or nowhere yet. */
    isBusy: boolean;
  } | null;
}

/** When the next one is due anywhere (epoch ms), null when none waits; paused accounts have none. */
export async function nextBringingAt(db: Db): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`select min(next_try_at) as at from pending_change c
    join account a on a.id = c.account_id and a.paused = 0 where c.kind = 'bring'`.execute(db);
  return rows[0]?.at ?? null;
}

/** Accounts to which something is due. */
export async function accountsToBringTo(db: Db, now: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select distinct c.account_id as id from pending_change c
    join account a on a.id = c.account_id and a.paused = 0 where c.kind = 'bring' and c.next_try_at <= ${now}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** The next one that is due to this account, null when none is. */
export async function nextToBring(db: Db, accountId: number, now: number): Promise<Bringing | null> {
  const { rows } = await sql<Record<string, string | number | null>>`
    select c.id, c.message_id, c.args_json, c.attempts, f.id as folder_id, f.path, s.account_id as source_account,
      sf.path as source_path, sf.uid_validity, iif(s.remote_folder_id is null, s.uid, s.remote_uid) as source_uid, s.message_id_header,
      s.id as source_id, s.date, s.seen, s.flagged, s.answered, s.draft, a.protocol,
      exists (select 1 from pending_change o where o.message_id = s.id and o.kind <> 'hold') as busy
    from pending_change c join message m on m.id = c.message_id join folder f on f.id = m.remote_folder_id
      join account a on a.id = c.account_id
      left join message s on s.id = c.args_json ->> 'sourceId'
      left join folder sf on sf.id = coalesce(s.remote_folder_id, s.folder_id)
    where c.account_id = ${accountId} and c.kind = 'bring' and c.next_try_at <= ${now} order by c.id limit 1`.execute(
    db,
  );
  const row = rows[0];
  if (!row) return null;
  return {
    changeId: Number(row.id),
    targetId: Number(row.message_id),
    folderId: Number(row.folder_id),
    path: String(row.path),
    isHere: row.protocol === 'pop3',
    attempts: Number(row.attempts),
    args: JSON.parse(String(row.args_json)) as BringArgs,
    source:
      row.source_account === null
        ? null
        : {
            id: Number(row.source_id),
            accountId: Number(row.source_account),
            date: Number(row.date),
            remotePath: String(row.source_path),
            remoteUid: row.source_uid === null ? null : Number(row.source_uid),
            uidValidity: row.uid_validity === null ? null : String(row.uid_validity),
            messageId: row.message_id_header === null ? null : String(row.message_id_header),
            flags: {
              seen: row.seen === 1,
              flagged: row.flagged === 1,
              answered: row.answered === 1,
              draft: row.draft === 1,
            },
            isBusy: row.busy === 1,
          },
  };
}

/** Where the octets of a message are that has not arrived yet: at its source. Null when it has, or was never on the way. */
export async function sourceOnTheWay(
  db: Db,
  targetId: number,
): Promise<Omit<NonNullable<Bringing['source']>, 'flags' | 'date' | 'isBusy'> | null> {
  const { rows } = await sql<{
    id: number;
    account_id: number;
    path: string;
    uid: number | null;
    validity: string | null;
    header: string | null;
  }>`
    select s.id, s.account_id, f.path, iif(s.remote_folder_id is null, s.uid, s.remote_uid) as uid, f.uid_validity as validity,
      s.message_id_header as header
    from pending_change c join message s on s.id = c.args_json ->> 'sourceId'
      join folder f on f.id = coalesce(s.remote_folder_id, s.folder_id)
    where c.message_id = ${targetId} and c.kind = 'bring'`.execute(db);
  const row = rows[0];
  if (!row) return null;
  const { id, account_id: accountId, path: remotePath, uid: remoteUid, validity: uidValidity, header } = row;
  return { id, accountId, remotePath, remoteUid, uidValidity, messageId: header };
}

/** How the target folder stood before the first attempt; null before it, undefined when the transfer was taken back. */
export async function bringingSince(db: Db, changeId: number): Promise<BringArgs['since'] | undefined> {
  const row = await db
    .selectFrom('pending_change')
    .select('args_json')
    .where('id', '=', changeId)
    .executeTakeFirst();
  return row ? (JSON.parse(row.args_json) as BringArgs).since : undefined;
}

/**
 * On disk before the first octet leaves: an attempt that was cut off is told from none by what the folder got since then. False when
 * the transfer was taken back.
 */
export function markBringing(
  db: Db,
  changeId: number,
  since: NonNullable<BringArgs['since']>,
): Promise<boolean> {
  return durably(db, async (t) => {
    const done =
      await sql`update pending_change set args_json = json_set(args_json, '$.since', json(${JSON.stringify(since)}))
      where id = ${changeId}`.execute(t);
    return (done.numAffectedRows ?? 0n) > 0n;
  });
}

/** Counts a try that failed for now. */
export async function postponeBringing(db: Db, changeId: number, nextTryAt: number): Promise<void> {
  await db
    .updateTable('pending_change')
    .set((set) => ({ attempts: set('attempts', '+', 1), next_try_at: nextTryAt }))
    .where('id', '=', changeId)
    .execute();
}
