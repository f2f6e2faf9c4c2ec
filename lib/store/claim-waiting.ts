// Gives rows that wait for their UID the one that a pull found: a message keeps its row, whoever moved or renumbered it.
import { sql } from 'kysely';
import type { Db } from './db';
import type { FolderRow } from './folders';
import type { NewMessage } from './message-rows';
import { removeRows } from './remove-rows';

interface Waiting {
  id: number;
  folder_id: number;
  hidden: number;
  message_id_header: string | null;
  email_id: string | null;
  subject: string;
  date: number;
  size: number;
  pending: number;
  remote_folder_id: number | null;
}

/**
 * In the caller's transaction: the UIDs of `unknown` that turned out to be rows which a person moved to this folder, or whose
 * UIDs went with the folder's UIDVALIDITY (also when they wait to be moved away or deleted). They are matched by EMAILID where both have
 * one, else by Message-ID and size, without a Message-ID by date, size and subject. What is on its way from another
 * account is left to the courier, which knows its octets.
 */
export async function claimWaiting(db: Db, folder: FolderRow, unknown: NewMessage[]): Promise<Set<number>> {
  const claimed = new Set<number>();
  if (unknown.length === 0) return claimed;
  const headers = JSON.stringify(unknown.map(({ messageId }) => messageId).filter(Boolean));
  const dates = JSON.stringify(unknown.filter(({ messageId }) => !messageId).map(({ date }) => date));
  const waiting = await sql<Waiting>`
    select id, folder_id, hidden, message_id_header, email_id, subject, date, size, pending, remote_folder_id
    from message
    where (folder_id = ${folder.id} and uid is null and hidden = 0
        or remote_folder_id = ${folder.id} and remote_uid is null)
      and not exists (select 1 from pending_change way where way.message_id = message.id and way.kind = 'bring')
      and (message_id_header in (select value from json_each(${headers}))
        or (message_id_header is null and date in (select value from json_each(${dates}))))
    order by id`.execute(db);
  for (const row of waiting.rows) {
    const match = unknown.find((message) => !claimed.has(message.uid) && isSame(row, message, folder));
    if (!match) continue;
    claimed.add(match.uid);
    const isGoingAway = row.folder_id !== folder.id || row.hidden === 1;
    if (isGoingAway)
      await db.updateTable('message').set({ remote_uid: match.uid }).where('id', '=', row.id).execute();
    else await claim(db, folder.id, row, match.uid);
  }
  return claimed;
}

function isSame(row: Waiting, message: NewMessage, folder: FolderRow): boolean {
  const hasSameSize = message.size === row.size || message.size === 0 || row.size === 0;
  const isAlike =
    message.emailId && row.email_id
      ? message.emailId === row.email_id
      : hasSameSize &&
        (message.messageId
          ? message.messageId === row.message_id_header
          : row.message_id_header === null && message.date === row.date && message.subject === row.subject);
  // What was here before the move is another copy: what is moved here gets a UID that was not given yet.
  const isOnItsWay = row.remote_folder_id !== null && row.remote_folder_id !== folder.id;
  return isAlike && (!isOnItsWay || folder.uidNext === null || message.uid >= folder.uidNext);
}

async function claim(db: Db, folderId: number, row: Waiting, uid: number): Promise<void> {
  if (row.pending === 0) {
    await db.updateTable('message').set({ uid, remote_uid: null }).where('id', '=', row.id).execute();
    return;
  }
  const { rows } = await sql<{ isMove: number }>`
    select args_json ->> 'kind' = 'move' and args_json ->> 'targetFolderId' = ${folderId} as isMove
    from pending_change where message_id = ${row.id} order by id limit 1`.execute(db);
  // The server has done the move; only its answer was lost, or is not handled yet. Or, where it has no MOVE, the first half of it: the
  // change still waits, to see to the other.
  const remote = rows[0]?.isMove ? {} : { remote_folder_id: folderId, remote_uid: uid };
  await db
    .updateTable('message')
    .set({ uid, ...remote })
    .where('id', '=', row.id)
    .execute();
}

/** On a row whose move is done: one pull of its folder ended without it. */
const MISSED = 0;

/** The folder is numbered anew: its rows wait to be found under new UIDs; those that the whole folder does not show are gone. */
export async function awaitNewUids(db: Db, folderId: number): Promise<void> {
  await db
    .updateTable('message')
    .set({ remote_uid: null })
    .where('remote_folder_id', '=', folderId)
    .execute();
  await sql`update message set uid = null, remote_uid = iif(pending = 0, ${MISSED}, remote_uid)
    where folder_id = ${folderId}`.execute(db);
}

/**
 * At the end of a pull: rows that were moved here, got no UID and were not found by two pulls in a row (the first may have begun
 * before the move was done) are not on the server. Another program was faster. While the past is still being fetched nobody knows.
 */
export async function forgetUnclaimed(db: Db, folderId: number): Promise<void> {
  const behind = await db
    .selectFrom('folder')
    .select('id')
    .where('id', '=', folderId)
    .where('backfill_below', 'is not', null)
    .executeTakeFirst();
  if (behind) return;
  await removeRows(db, folderId, (select) =>
    select.where('uid', 'is', null).where('pending', '=', 0).where('remote_uid', '=', MISSED),
  );
  await db
    .updateTable('message')
    .set({ remote_uid: MISSED })
    .where('folder_id', '=', folderId)
    .where('uid', 'is', null)
    .where('pending', '=', 0)
    .execute();
}
