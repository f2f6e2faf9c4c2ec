// Messages whose home is this store: put in with their octets, found by folder and number, taken out. Their folders count UIDs as a server would.
import { type Db, durably } from './db';
import { getFolderById } from './folders';
import { type NewMessage, insertSlice } from './messages';
import { saveTextSlice } from './save-texts';
import { addToLedger, type LedgerEntry } from './pop3-ledger';
import { removeMessageRows } from './remove-rows';

/** A message whose octets are on disk (raw-files.ts) and that no row names yet. */
export interface LocalMessage {
  message: Omit<NewMessage, 'uid'>;
  raw: { path: string; octets: number; whole: string };
  text: string;
  snippet: string;
  /** What the POP3 server calls it; null for one that came another way. */
  ledger: (Pick<LedgerEntry, 'uidl' | 'head'> & { octets: number }) | null;
}

/** How many one transaction takes. */
export const LOCAL_SLICE = 20;

/**
 * Puts up to LOCAL_SLICE messages into a folder, with fsync: rows, octets, text and ledger in one transaction, so that a crash leaves all of it or
 * nothing. Answers their UIDs; null when the folder is gone.
 */
export function addLocalMessages(db: Db, folderId: number, fresh: LocalMessage[]): Promise<number[] | null> {
  return durably(db, async (t) => {
    const folder = await getFolderById(t, folderId);
    if (!folder) return null;
    const first = await takeUids(t, folderId, fresh.length);
    const uids = fresh.map((_, index) => first + index);
    await insertSlice(
      t,
      folder.accountId,
      folderId,
      fresh.map(({ message }, index) => ({ ...message, uid: uids[index]! })),
    );
    const rows = await t
      .selectFrom('message')
      .select(['id', 'uid'])
      .where('folder_id', '=', folderId)
      .where('uid', 'in', uids)
      .execute();
    const ids = new Map(rows.map(({ id, uid }) => [uid, id]));
    await t
      .insertInto('raw_message')
      .values(
        fresh.map(({ raw }, index) => ({
          message_id: ids.get(uids[index]!)!,
          account_id: folder.accountId,
          ...raw,
        })),
      )
      .execute();
    await saveTextSlice(
      t,
      fresh.map(({ text, snippet }, index) => ({ id: ids.get(uids[index]!)!, text, snippet })),
    );
    const storedAt = Date.now();
    await addToLedger(
      t,
      folder.accountId,
      fresh.flatMap(({ ledger, raw }) =>
        ledger ? [{ ...ledger, whole: raw.whole, storedAt, goneAt: null }] : [],
      ),
    );
    return uids;
  });
}

/** The next `count` UIDs of a folder that lives here, in the caller's transaction; answers the first. */
export async function takeUids(db: Db, folderId: number, count: number): Promise<number> {
  const row = await db
    .updateTable('folder')
    .set((set) => ({ uid_next: set(set.fn.coalesce('uid_next', set.lit(1)), '+', count) }))
    .where('id', '=', folderId)
    .returning('uid_next')
    .executeTakeFirstOrThrow();
  return row.uid_next! - count;
}

/** Where a message's octets lie; null for one whose home is an IMAP server. */
export async function rawPathOf(db: Db, messageId: number): Promise<string | null> {
  const row = await db
    .selectFrom('raw_message')
    .select('path')
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return row?.path ?? null;
}

/** UIDs of the messages with this Message-ID in a folder, oldest first. */
export async function localUidsByHeader(db: Db, folderId: number, messageId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('message')
    .innerJoin('folder', 'folder.account_id', 'message.account_id')
    .select('message.uid')
    .where('folder.id', '=', folderId)
    .where('message.folder_id', '=', folderId)
    .where('message_id_header', '=', messageId)
    .where('hidden', '=', 0)
    .orderBy('message.uid')
    .execute();
  return rows.flatMap(({ uid }) => (uid === null ? [] : [uid]));
}

/** Removes messages of a folder that lives here, for good and with fsync. */
export function removeLocalMessages(db: Db, folderId: number, uids: number[]): Promise<void> {
  return durably(db, async (t) => {
    const rows = await t
      .selectFrom('message')
      .select('id')
      .where('folder_id', '=', folderId)
      .where('uid', 'in', uids)
      .execute();
    await removeMessageRows(
      t,
      rows.map(({ id }) => id),
    );
  });
}
