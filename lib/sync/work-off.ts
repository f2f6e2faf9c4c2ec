// What an account's second connection does, most wanted first, one short piece at a time.
import { isAppError } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { once } from '@/lib/runtime/once';
import type { Db } from '@/lib/store/db';
import { type FolderRow, foldersOf, saveFolderState } from '@/lib/store/folders';
import { fileDrafts } from './file-drafts';
import { imapFiling } from './filing';
import { indexTexts } from './index-text';
import { backfillSlice, hasNews, pullFolder } from './pull-folder';
import { pullFolders } from './pull-folders';
import { seeUnclear } from './tie-notices';

const LIST_MS = 60_000;
const POLL_MS = 60_000;
const REST_MS = 5000;
const ORDER = ['inbox', 'sent', 'drafts', 'archive', null, 'junk', 'trash', 'all'];

interface Diary {
  listedAt: number;
  polledAt: Map<number, number>;
}
const diaries = once('work-diaries', () => new Map<number, Diary>());

/** Does one piece of work; answers how long nothing is to be done (ms), 0 when there is more. */
export async function workOff(db: Db, c: ImapConnection, accountId: number): Promise<number> {
  const diary = diaries.get(accountId) ?? { listedAt: 0, polledAt: new Map<number, number>() };
  diaries.set(accountId, diary);
  const now = Date.now();
  if (now - diary.listedAt > LIST_MS) {
    await pullFolders(db, c, accountId);
    diary.listedAt = now;
  }
  const folders = (await foldersOf(db, accountId))
    .filter(({ selectable }) => selectable)
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  await fileDrafts(db, imapFiling(db, c), accountId);
  const unseen = folders.find(
    (folder) => folder.role !== 'inbox' && folder.uidValidity === null && due(diary, folder, now),
  );
  if (unseen) return attempt(db, diary, unseen, async () => void (await pullFolder(db, c, unseen.id)));
  const behind = folders.find(({ backfillBelow }) => backfillBelow !== null);
  const isFirst = behind && behind.uidNext !== null && behind.backfillBelow! >= behind.uidNext;
  if (behind && isFirst)
    return attempt(db, diary, behind, async () => {
      await backfillSlice(db, c, behind.id);
      await indexTexts(db, c, accountId);
    });
  const stale = folders.find((folder) => folder.role !== 'inbox' && due(diary, folder, now));
  if (stale)
    return attempt(db, diary, stale, async () => {
      if (await hasNews(c, stale)) await pullFolder(db, c, stale.id);
      if (stale.role === 'sent') await seeUnclear(db, accountId);
    });
  if (behind) return attempt(db, diary, behind, async () => void (await backfillSlice(db, c, behind.id)));
  return (await indexTexts(db, c, accountId)) > 0 ? 0 : REST_MS;
}

const due = (diary: Diary, folder: FolderRow, now: number) =>
  now - (diary.polledAt.get(folder.id) ?? 0) > POLL_MS;

/** A folder that the server will not open is left alone for a while and says so; others go on. */
async function attempt(db: Db, diary: Diary, folder: FolderRow, run: () => Promise<void>): Promise<number> {
  diary.polledAt.set(folder.id, Date.now());
  try {
    await run();
    return 0;
  } catch (error) {
    if (!isAppError(error) || error.temporary) throw error;
    await saveFolderState(db, folder.id, { error: error.userMessage, backfillBelow: null });
    return 0;
  }
}
