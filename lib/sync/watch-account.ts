// The watch: one connection that rests in the inbox, hears what changes on the server, and replays what people do.
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { notify } from '@/lib/providers/imap/notify';
import { folderStatus } from '@/lib/providers/imap/select-folder';
import type { FolderState, FolderStatus } from '@/lib/providers/types';
import { ping, watch } from '@/lib/providers/imap/watch';
import type { Db } from '@/lib/store/db';
import { type FolderRow, getFolderById } from '@/lib/store/folders';
import type { Diary } from './diary';
import { pullFolder } from './pull-folder';
import { pushChanges } from './push-changes';
import { hasNews, takeStock } from './take-stock';
import { remoteReports, tieNotices } from './tie-notices';

/** The open folder, where nothing tells of it. */
const OPEN_POLL_MS = 5000;
const LOOK_AGAIN_MS = 15_000;

/** Watches until the connection is lost (throws), the engine ends, or others need the connection. */
export async function watchAccount(
  db: Db,
  c: ImapConnection,
  diary: Diary,
  isWanted: () => boolean,
): Promise<void> {
  const offChanged = c.onFolderChanged((path) => {
    const id = path.toUpperCase() === 'INBOX' ? diary.inboxId : diary.folderIds.get(path);
    if (id) diary.tell(id, null);
  });
  c.onClosed(() => diary.watch.raise());
  diary.canIdle = c.capabilities.has('IDLE');
  let endNotify: (() => Promise<void>) | null = null;
  const rest: Rest = { going: null };
  try {
    diary.hearsAll = false;
    if (diary.isStockDue) await takeStock(db, c, diary);
    // Before the server looks into all folders to tell of them: a person waits for the first rows.
    if (await isNew(db, diary.inboxId)) await pullWanted(db, c, diary);
    if (!isWanted()) endNotify = await listen(db, c, diary);
    // Once at least: where one connection serves all, what people do is not to wait for the end of a back-fill.
    do {
      diary.watch.lower();
      const changesDueAt = await pushChanges(db, c, diary.accountId);
      if (diary.isStockDue && !diary.hearsAll) await poll(db, c, diary);
      await pullWanted(db, c, diary);
      if (!diary.watch.isUp && !isWanted()) await idle(db, c, diary, rest, changesDueAt);
    } while (!diary.stopped.aborted && c.usable && !isWanted());
    if (!diary.stopped.aborted && !isWanted()) await ping(c);
  } finally {
    diary.hearsAll = false;
    offChanged();
    if (c.usable) await endNotify?.();
  }
}

const isNew = async (db: Db, inboxId: number) => (await getFolderById(db, inboxId))?.uidNext === null;

/** Has the server tell of every folder from now on, where it can. */
async function listen(db: Db, c: ImapConnection, diary: Diary): Promise<(() => Promise<void>) | null> {
  let last: Promise<void> = Promise.resolve();
  const heard = async (id: number, status: FolderStatus | null) => {
    const row = await getFolderById(db, id);
    if (row && (!status || hasNews(row, status, diary))) diary.tell(id, status);
  };
  const folder = (path: string, status: FolderStatus | null) => {
    const id = diary.folderIds.get(path);
    if (id) last = last.then(() => heard(id, status)).catch(() => {});
    else askForStock(diary);
  };
  const end = await notify(c, { folder, tree: () => askForStock(diary) });
  await last;
  diary.hearsAll = end !== null;
  return end;
}

function askForStock(diary: Diary): void {
  diary.stockAt = 0;
  (diary.hearsAll ? diary.work : diary.watch).raise();
}

async function poll(db: Db, c: ImapConnection, diary: Diary): Promise<void> {
  await takeStock(db, c, diary);
  if (!diary.canIdle) diary.news.set(diary.inboxId, diary.news.get(diary.inboxId) ?? null);
}

/** Pulls the inbox and the folder that a person looks at; the others are work. */
async function pullWanted(db: Db, c: ImapConnection, diary: Diary): Promise<void> {
  const open = diary.openFolder ?? diary.inboxId;
  // A folder that breaks the connection whenever it is opened does not keep the inbox waiting.
  const wanted = diary.mayTry(open) ? [open, diary.inboxId] : [diary.inboxId, open];
  for (const folderId of wanted) {
    if (!diary.news.has(folderId)) continue;
    const isThere = await diary.takeNews(folderId, async (heard) =>
      (await isUnchanged(db, c, diary, folderId, heard)) ? true : pullFolder(db, c, folderId, heard),
    );
    if (folderId === diary.inboxId) {
      if (!isThere) throw new Error('The inbox is gone.');
      if (await tieNotices(db, remoteReports(c), diary.accountId)) diary.watch.raise();
    }
    // There may be a past to fetch now.
    diary.work.raise();
  }
}

/** For an open folder of which nothing told: STATUS is cheaper than a pull. */
async function isUnchanged(
  db: Db,
  c: ImapConnection,
  diary: Diary,
  folderId: number,
  heard: FolderStatus | null,
): Promise<boolean> {
  if (folderId === diary.inboxId || heard !== null || diary.hearsAll) return false;
  const folder = await getFolderById(db, folderId);
  const status = folder && (await folderStatus(c, folder.path));
  // Without modification numbers a flag may have changed that STATUS does not count.
  return status ? status.highestModseq !== null && !hasNews(folder, status, diary) : false;
}

/** The IDLE that is going on, if any: another would only end it. */
interface Rest {
  going: Promise<unknown> | null;
}

/** Rests in the inbox until something is to be done. */
async function idle(
  db: Db,
  c: ImapConnection,
  diary: Diary,
  rest: Rest,
  changesDueAt: number | null,
): Promise<void> {
  const inbox = await getFolderById(db, diary.inboxId);
  if (!inbox) throw new Error('The inbox is gone.');
  if (!rest.going) {
    const going = watch(c, inbox.path, (state) => isCurrent(diary, inbox, state));
    rest.going = going;
    // Whatever ended it, a verb or the server, it is to begin again.
    const onEnd = () => {
      if (rest.going === going) rest.going = null;
      diary.watch.raise();
    };
    going.then(onEnd, onEnd);
  }
  const open = diary.openFolder;
  const isPolled = open !== null && open !== inbox.id && !diary.hearsAll && !diary.isLooking;
  const dueAt = () =>
    Math.min(
      diary.hearsAll ? Number.POSITIVE_INFINITY : diary.stockAt + diary.pollMs,
      changesDueAt ?? Number.POSITIVE_INFINITY,
      isPolled ? startedAt + OPEN_POLL_MS : Number.POSITIVE_INFINITY,
    );
  const startedAt = Date.now();
  // How soon things are due changes with what people do.
  while (!diary.watch.isUp && Date.now() < dueAt())
    await diary.watch.wait(Math.min(LOOK_AGAIN_MS, Math.max(10, dueAt() - Date.now())));
  if (isPolled && !diary.watch.isUp) diary.news.set(open, null);
}

/** Whether the inbox is as it was pulled last; says what changed where it is not. */
function isCurrent(diary: Diary, inbox: FolderRow, state: FolderState): boolean {
  const isSame =
    String(state.uidValidity) === inbox.uidValidity &&
    state.uidNext === inbox.uidNext &&
    state.exists === inbox.serverTotal &&
    state.highestModseq !== null &&
    String(state.highestModseq) === inbox.highestModseq;
  if (!isSame) diary.tell(inbox.id, { ...state, unseen: null });
  return isSame;
}
