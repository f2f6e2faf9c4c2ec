// What of an account can wait, most wanted first, a piece at a time that ends early when others wait. Without any the account needs no connection for it.
import { isAppError } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { folderStatus } from '@/lib/providers/imap/select-folder';
import type { Db } from '@/lib/store/db';
import { nextFileAt } from '@/lib/store/drafts';
import { type FolderRow, foldersOf, saveFolderState } from '@/lib/store/folders';
import { hasUntexted } from '@/lib/store/save-texts';
import { log } from '@/lib/runtime/log';
import { beginCheck, checkStep } from './check-folder';
import { getSettings } from '@/lib/store/settings';
import type { Diary } from './diary';
import { fileDrafts } from './file-drafts';
import { imapFiling } from './filing';
import { indexTexts } from './index-text';
import { backfill, pullFolder } from './pull-folder';
import { hasNews, takeStock } from './take-stock';

const REST_MS = 60_000;
const SHORT_REST_MS = 5000;
/** What a person sees first does not share the server with other folders; should the inbox not open, they come all the same. */
const INBOX_START_MS = 5000;
/** A folder in which nothing was found for a day is asked for this many times more seldom. */
const QUIET_TIMES = 10;
const AUDIT_AFTER_MS = 10 * 60_000;
const DAY_MS = 24 * 3600_000;
/** Stands for the texts in the diary, where folders have their ids. */
const TEXTS = 0;
const ORDER = ['inbox', 'sent', 'drafts', 'archive', null, 'junk', 'trash', 'all'];

/** `isWanted`: others wait for the connection or for the worker, so that what is long ends early. */
type Run = (c: ImapConnection, isWanted: () => boolean) => Promise<void>;

/** A piece of work, on a connection no older than `maxAgeMs`; or how long nothing is to be done. */
export type Work = { run: Run; maxAgeMs?: number } | { run: null; waitMs: number };

type Attempt = Extract<Work, { run: Run }>;

/** Looks for it in the index alone. */
export async function nextWork(db: Db, diary: Diary): Promise<Work> {
  const { accountId } = diary;
  // Before the first stock-taking there is nothing to go by, and the watch brings the inbox first.
  if (diary.inboxId === 0) return { run: null, waitMs: REST_MS };
  const fileAt = await nextFileAt(db, accountId);
  if (fileAt !== null && fileAt <= Date.now())
    return { run: (c) => fileDrafts(db, imapFiling(db, c), accountId) };
  if (diary.hearsAll && diary.isStockDue)
    return {
      run: (c) => takeStock(db, c, diary),
      // A connection of Dovecot 2.3 that saw a folder renamed may never hear of what came within the same second.
      maxAgeMs: diary.stockAt === 0 ? 0 : Date.now() - diary.treeChangedAt,
    };
  const folders = (await foldersOf(db, accountId))
    .filter(({ selectable }) => selectable)
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  const inbox = folders.find(({ id }) => id === diary.inboxId);
  const startMs = diary.stockAt + INBOX_START_MS - Date.now();
  if (inbox?.uidNext === null && startMs > 0) return { run: null, waitMs: startMs };
  const others = folders.filter(({ id }) => id !== diary.inboxId);
  const fresh = others.find(({ id }) => diary.news.has(id) && diary.mayTry(id));
  if (fresh) return attempt(db, diary, fresh, (c) => pullNews(db, c, diary, fresh));
  const unseen = others.find(({ id, uidNext }) => uidNext === null && diary.mayTry(id));
  if (unseen) return attempt(db, diary, unseen, async (c) => void (await pullFolder(db, c, unseen.id)));
  const behind = folders.find(({ id, backfillBelow }) => backfillBelow !== null && diary.mayTry(id));
  const isFirst = behind && behind.uidNext !== null && behind.backfillBelow! >= behind.uidNext;
  if (behind && isFirst) {
    const slice = attempt(db, diary, behind, async (c) => void (await backfill(db, c, behind.id)));
    return {
      run: async (c, isWanted) => {
        await slice.run(c, isWanted);
        if (diary.mayTry(TEXTS)) await readTexts(db, c, diary);
      },
    };
  }
  const stale =
    diary.hearsAll || diary.hasStatuses ? undefined : others.find((folder) => isDue(diary, folder));
  if (stale) return attempt(db, diary, stale, (c) => ask(db, c, diary, stale));
  const { fetchPast } = await getSettings(db, diary.userId);
  if (!fetchPast) return { run: null, waitMs: rest(diary, fileAt) };
  if (behind)
    return attempt(
      db,
      diary,
      behind,
      async (c, isWanted) => void (await backfill(db, c, behind.id, isWanted)),
    );
  if (diary.mayTry(TEXTS) && (await hasUntexted(db, accountId)))
    return { run: (c, isWanted) => readTexts(db, c, diary, isWanted) };
  const audit = nextAudit(db, diary, folders);
  if (audit) return audit;
  return { run: null, waitMs: rest(diary, fileAt) };
}

/** Until the next copy of a draft is due at the latest; a draft that is begun meanwhile is due later than a short rest. */
function rest(diary: Diary, fileAt: number | null): number {
  const untilStock = diary.hearsAll ? diary.stockAt + diary.pollMs - Date.now() : diary.pollMs;
  const untilFile = fileAt === null ? REST_MS : fileAt - Date.now();
  // How often is asked changes when a page opens, which nobody tells the worker.
  const most = diary.hearsAll ? SHORT_REST_MS : REST_MS;
  const untilTry = diary.nextTryAt - Date.now();
  return Math.min(most, Math.max(100, Math.min(untilStock, untilFile, untilTry)));
}

/** Of all folders; one whose texts cannot be read does not keep the other work waiting. */
async function readTexts(db: Db, c: ImapConnection, diary: Diary, isWanted?: () => boolean): Promise<void> {
  try {
    await indexTexts(db, c, diary.accountId, isWanted);
    diary.wentWell(TEXTS);
  } catch (error) {
    diary.leaveAlone(TEXTS, false);
    throw error;
  }
}

async function pullNews(db: Db, c: ImapConnection, diary: Diary, folder: FolderRow): Promise<void> {
  diary.foundAt.set(folder.id, Date.now());
  await diary.takeNews(folder.id, (heard) => pullFolder(db, c, folder.id, heard));
}

/** For servers that do not tell how all folders stand at once. */
async function ask(db: Db, c: ImapConnection, diary: Diary, folder: FolderRow): Promise<void> {
  const status = await folderStatus(c, folder.path);
  if (status && !hasNews(folder, status, diary)) return;
  diary.foundAt.set(folder.id, Date.now());
  await pullFolder(db, c, folder.id, status);
}

function isDue(diary: Diary, folder: FolderRow): boolean {
  const isQuiet = Date.now() - (diary.foundAt.get(folder.id) ?? 0) > DAY_MS;
  const everyMs = Math.max(REST_MS, diary.pollMs) * (isQuiet ? QUIET_TIMES : 1);
  return Date.now() - (diary.askedAt.get(folder.id) ?? 0) > everyMs;
}

/** One step of comparing a folder with the server, each about once a day and not right after the start, when there is enough to do. */
function nextAudit(db: Db, diary: Diary, folders: FolderRow[]): Work | null {
  const now = Date.now();
  if (now - diary.startedAt < AUDIT_AFTER_MS) return null;
  const going = folders.find(({ id }) => id === diary.check?.folderId);
  const isDue = ({ id, checkedAt, uidValidity }: FolderRow) =>
    uidValidity !== null &&
    diary.mayTry(id) &&
    (checkedAt ?? 0) < now - DAY_MS &&
    (diary.askedAt.get(id) ?? 0) < now - AUDIT_AFTER_MS;
  const folder = going ?? folders.find(isDue);
  if (!folder || !diary.mayTry(folder.id)) return null;
  if (!going) diary.check = beginCheck(folder);
  const check = diary.check!;
  return attempt(db, diary, folder, async (c) => {
    if ((await checkStep(db, c, check)) !== 'more') diary.check = null;
    if (check.missing + check.extra + check.flags === 0 || diary.check !== null) return;
    const { missing, extra, flags } = check;
    log.warn(
      { folder: folder.id, missing, extra, flags },
      'a folder differed from the server and was repaired',
    );
  });
}

/** A folder in which it failed is left alone for a while; one that the server will not open says so. Others go on. */
function attempt(db: Db, diary: Diary, folder: FolderRow, run: Run): Attempt {
  return {
    run: async (c, isWanted) => {
      diary.askedAt.set(folder.id, Date.now());
      try {
        await run(c, isWanted);
        diary.wentWell(folder.id);
      } catch (error) {
        const isRefused = isAppError(error) && !error.temporary;
        diary.leaveAlone(folder.id, isRefused);
        if (!isRefused) throw error;
        // How far the past is fetched stays as it is: a refusal may pass, and the folder is not whole.
        await saveFolderState(db, folder.id, { error: error.userMessage });
      }
    },
  };
}
