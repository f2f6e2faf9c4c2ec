// Folders: the account's tree as the server lists it, with counts and how far each is in step.
import type { Folder, FolderRole } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { awaitNewUids, forgetUnclaimed } from './claim-waiting';
import { type Db, transaction } from './db';
import { removeRemoteRows, removeRows } from './remove-rows';
import { returnWaiting } from './return-waiting';

/** A folder with all that the engine needs. `backfillBelow`: UIDs below it are still to be fetched; null when none are. */
export interface FolderRow {
  id: number;
  accountId: number;
  userId: number;
  path: string;
  name: string;
  delimiter: string;
  parentId: number | null;
  role: FolderRole | null;
  selectable: boolean;
  subscribed: boolean;
  uidValidity: string | null;
  uidNext: number | null;
  highestModseq: string | null;
  serverTotal: number;
  total: number;
  unread: number;
  backfillBelow: number | null;
  syncedAt: number | null;
  error: string | null;
  checkedAt: number | null;
  checkedServer: number | null;
  checkedHeld: number | null;
}

/** A folder as the server lists it. */
export interface ListedFolder {
  path: string;
  name: string;
  delimiter: string;
  parentPath: string | null;
  role: FolderRole | null;
  selectable: boolean;
  subscribed: boolean;
  /** Where the server told it with the list: by it a folder is known again that another program renamed. */
  uidValidity?: string | null;
}

const ROLE_ORDER = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash', 'all'];

const rows = (db: Db) =>
  db
    .selectFrom('folder')
    .innerJoin('account', 'account.id', 'folder.account_id')
    .selectAll('folder')
    .select('account.user_id');
type Columns = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;

const folder = (row: Columns): FolderRow => ({
  id: row.id,
  accountId: row.account_id,
  userId: row.user_id,
  path: row.path,
  name: row.name,
  delimiter: row.delimiter,
  parentId: row.parent_id,
  role: row.role as FolderRole | null,
  selectable: row.selectable === 1,
  subscribed: row.subscribed === 1,
  uidValidity: row.uid_validity,
  uidNext: row.uid_next,
  highestModseq: row.highest_modseq,
  serverTotal: row.server_total,
  total: row.total,
  unread: row.unread,
  backfillBelow: row.backfill_below,
  syncedAt: row.synced_at,
  error: row.error,
  checkedAt: row.checked_at,
  checkedServer: row.checked_server,
  checkedHeld: row.checked_held,
});

/** This person's folders for the sidebar: by account, special ones first, then by name. */
export async function listFolders(db: Db, userId: number): Promise<Folder[]> {
  const found = (await rows(db).where('account.user_id', '=', userId).execute()).map(folder);
  const rank = (row: FolderRow) => (row.role ? ROLE_ORDER.indexOf(row.role) : ROLE_ORDER.length);
  found.sort(
    (a, b) =>
      a.accountId - b.accountId ||
      rank(a) - rank(b) ||
      a.path.localeCompare(b.path, undefined, { numeric: true }),
  );
  return found.map((row) => ({
    id: row.id,
    accountId: row.accountId,
    parentId: row.parentId,
    path: row.path,
    name: row.name,
    role: row.role,
    selectable: row.selectable,
    total: row.total,
    unread: row.unread,
    progress: row.backfillBelow === null ? null : { held: row.total, total: row.serverTotal },
    error: row.error,
    checked:
      row.checkedAt === null
        ? null
        : { at: row.checkedAt, server: row.checkedServer ?? 0, held: row.checkedHeld ?? 0 },
  }));
}

/** All folders of one account, for its engine. */
export async function foldersOf(db: Db, accountId: number): Promise<FolderRow[]> {
  return (await rows(db).where('folder.account_id', '=', accountId).execute()).map(folder);
}

/** One folder of this person. Throws 'not found'. */
export async function getFolder(db: Db, userId: number, folderId: number): Promise<FolderRow> {
  const row = await rows(db)
    .where('folder.id', '=', folderId)
    .where('account.user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('folder');
  return folder(row);
}

/** For engines: any folder by id. */
export async function getFolderById(db: Db, folderId: number): Promise<FolderRow | null> {
  const row = await rows(db).where('folder.id', '=', folderId).executeTakeFirst();
  return row ? folder(row) : null;
}

/** The account's folder for Sent, Trash and so on; null where it has none. */
export async function folderByRole(db: Db, accountId: number, role: FolderRole): Promise<FolderRow | null> {
  const row = await rows(db)
    .where('folder.account_id', '=', accountId)
    .where('folder.role', '=', role)
    .executeTakeFirst();
  return row ? folder(row) : null;
}

/**
 * Brings the tree in step with LIST: new folders come, renamed ones keep their messages, absent ones go with theirs. The caller sees to it
 * that the tree is not changed between the list and its saving.
 */
export async function saveFolders(
  db: Db,
  accountId: number,
  listed: ListedFolder[],
): Promise<{ added: number[]; removed: number[] }> {
  const entries = new Map(listed.map((entry) => [entry.path, entry]));
  const paths = new Set(entries.keys());
  const removed = await transaction(db, async (t) => {
    await followRenames(t, await foldersOf(t, accountId), listed);
    return (await foldersOf(t, accountId)).filter(({ path }) => !paths.has(path));
  });
  // Each in short transactions of its own: a folder may hold very many messages.
  for (const row of removed) await removeFolder(db, row.id);
  return transaction(db, async (t) => {
    const before = new Map((await foldersOf(t, accountId)).map((row) => [row.path, row]));
    const added: number[] = [];
    let changed = removed.length > 0;
    const ids = new Map<string, number>();
    // A server may list a folder twice.
    const byDepth = [...entries.values()].sort((a, b) => a.path.length - b.path.length);
    for (const entry of byDepth) {
      const old = before.get(entry.path);
      const parentId = entry.parentPath === null ? null : (ids.get(entry.parentPath) ?? null);
      const columns = {
        name: entry.name,
        delimiter: entry.delimiter,
        parent_id: parentId,
        role: entry.role,
        selectable: entry.selectable ? 1 : 0,
        subscribed: entry.subscribed ? 1 : 0,
      } as const;
      if (old) {
        ids.set(entry.path, old.id);
        const same =
          old.name === entry.name &&
          old.parentId === parentId &&
          old.role === entry.role &&
          old.selectable === entry.selectable &&
          old.subscribed === entry.subscribed;
        if (same) continue;
        await t.updateTable('folder').set(columns).where('id', '=', old.id).execute();
      } else {
        const row = await t
          .insertInto('folder')
          .values({ account_id: accountId, path: entry.path, ...columns })
          .returning('id')
          .executeTakeFirstOrThrow();
        ids.set(entry.path, row.id);
        added.push(row.id);
      }
      changed = true;
    }
    if (changed) await tellFolders(t, accountId);
    return { added, removed: removed.map(({ id }) => id) };
  });
}

/** A folder that went and one that came with the same UIDVALIDITY, which nothing else here has, are the same. */
async function followRenames(db: Db, known: FolderRow[], listed: ListedFolder[]): Promise<void> {
  const here = new Set(known.map(({ path }) => path));
  const there = new Set(listed.map(({ path }) => path));
  const gone = known.filter(({ path, uidValidity }) => uidValidity !== null && !there.has(path));
  for (const old of gone) {
    const same = (one: { uidValidity?: string | null }) => one.uidValidity === old.uidValidity;
    const found = listed.filter(same);
    const entry = found[0];
    if (!entry || found.length > 1 || known.filter(same).length > 1 || here.has(entry.path)) continue;
    await renameFolder(db, old.id, entry.path, entry.name, null);
  }
}

/** A folder was renamed or moved on the server: it and those below it get their new paths, messages stay. */
export function renameFolder(
  db: Db,
  folderId: number,
  newPath: string,
  newName: string,
  newParentId: number | null,
): Promise<void> {
  return transaction(db, async (t) => {
    const row = await getFolderById(t, folderId);
    if (!row) return;
    const below = (await foldersOf(t, row.accountId)).filter(({ path }) =>
      path.startsWith(row.path + row.delimiter),
    );
    await t
      .updateTable('folder')
      .set({ path: newPath, name: newName, parent_id: newParentId })
      .where('id', '=', folderId)
      .execute();
    for (const child of below)
      await t
        .updateTable('folder')
        .set({ path: newPath + child.path.slice(row.path.length) })
        .where('id', '=', child.id)
        .execute();
    await tellFolders(t, row.accountId);
  });
}

/** Keeps what a pull learned of the folder on the server; browsers are told of an error and of the first sync's end.
 * `uidNext` is saved at the end of a pull. */
export async function saveFolderState(
  db: Db,
  folderId: number,
  patch: Partial<
    Pick<
      FolderRow,
      'uidValidity' | 'uidNext' | 'highestModseq' | 'serverTotal' | 'backfillBelow' | 'syncedAt' | 'error'
    >
  >,
): Promise<void> {
  const columns = {
    ...(patch.uidValidity === undefined ? {} : { uid_validity: patch.uidValidity }),
    ...(patch.uidNext === undefined ? {} : { uid_next: patch.uidNext }),
    ...(patch.highestModseq === undefined ? {} : { highest_modseq: patch.highestModseq }),
    ...(patch.serverTotal === undefined ? {} : { server_total: patch.serverTotal }),
    ...(patch.backfillBelow === undefined ? {} : { backfill_below: patch.backfillBelow }),
    ...(patch.syncedAt === undefined ? {} : { synced_at: patch.syncedAt }),
    ...(patch.error === undefined ? {} : { error: patch.error }),
  };
  if (Object.keys(columns).length === 0) return;
  await transaction(db, async (t) => {
    const before = await getFolderById(t, folderId);
    if (!before) return;
    await t.updateTable('folder').set(columns).where('id', '=', folderId).execute();
    const isNews =
      (patch.error !== undefined && patch.error !== before.error) ||
      (patch.backfillBelow !== undefined &&
        (patch.backfillBelow === null) !== (before.backfillBelow === null));
    if (isNews) await tellFolders(t, before.accountId);
  });
  const isWhole = patch.uidNext !== undefined || patch.backfillBelow === null;
  if (isWhole && patch.uidNext !== null) await forgetUnclaimed(db, folderId);
}

/** Keeps what a comparison with the server found in the end. */
export async function saveFolderCheck(
  db: Db,
  folderId: number,
  found: { at: number; server: number; held: number },
): Promise<void> {
  await transaction(db, async (t) => {
    const row = await t
      .updateTable('folder')
      .set({ checked_at: found.at, checked_server: found.server, checked_held: found.held })
      .where('id', '=', folderId)
      .returning('account_id')
      .executeTakeFirst();
    if (row) await tellFolders(t, row.account_id);
  });
}

/** Tells this account's browsers that folders or their counts changed. */
export async function tellFolders(db: Db, accountId: number): Promise<void> {
  const owner = await db
    .selectFrom('account')
    .select('user_id')
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (owner) await recordChange(db, owner.user_id, { kind: 'folders', accountId });
}

/**
 * The server numbered the folder anew (UIDVALIDITY): it is to be fetched again from the beginning. Its rows stay, with all that is tied to
 * them, and are found again by what they are.
 */
export async function renumberFolder(db: Db, folderId: number): Promise<void> {
  await awaitNewUids(db, folderId);
  await saveFolderState(db, folderId, {
    uidValidity: null,
    uidNext: null,
    highestModseq: null,
    backfillBelow: null,
    syncedAt: null,
  });
}

/**
 * Takes a folder and all its messages out of the index. What was only on its way here goes back to where the server has it; what
 * was on its way from here is gone with it.
 */
export async function removeFolder(db: Db, folderId: number): Promise<void> {
  await returnWaiting(db, folderId);
  await removeRows(db, folderId, (select) => select);
  await removeRemoteRows(db, folderId);
  await db.deleteFrom('folder').where('id', '=', folderId).execute();
}
