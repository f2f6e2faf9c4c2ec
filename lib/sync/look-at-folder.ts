// A second watching connection, in the folder that a person looks at, where the server does not tell of all folders by itself.
import { setTimeout } from 'node:timers/promises';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { watch } from '@/lib/providers/imap/watch';
import { log } from '@/lib/runtime/log';
import type { Db } from '@/lib/store/db';
import { getFolderById } from '@/lib/store/folders';
import { leaseConnection } from './connections';
import type { Diary } from './diary';
import { pullFolder } from './pull-folder';

/** After it had to give way, or failed. The watch asks for the folder meanwhile. */
const REST_MS = 30_000;
/** A connection is renewed within this; what is dead without a sound is found by the end of it. */
const LONGEST_MS = 4 * 60_000;

/** Looks wherever people look, until the engine ends. */
export async function keepLooking(db: Db, diary: Diary): Promise<void> {
  while (!diary.stopped.aborted) {
    const folderId = diary.openFolder;
    const isUseful = diary.canIdle && !diary.hearsAll && folderId !== null && folderId !== diary.inboxId;
    if (!isUseful) {
      diary.look.lower();
      await diary.look.wait(LONGEST_MS);
      continue;
    }
    let isWanted = false;
    try {
      const lease = await leaseConnection(diary.accountId, 'look', {
        signal: diary.stopped,
        onWanted: () => {
          isWanted = true;
          diary.look.raise();
        },
      });
      try {
        await look(db, lease.connection, diary, folderId, () => isWanted);
      } finally {
        diary.isLooking = false;
        lease.release();
      }
    } catch (error) {
      if (diary.stopped.aborted) return;
      log.info({ account: diary.accountId, error: String(error) }, 'the open folder is not watched');
      isWanted = true;
    }
    if (isWanted) await setTimeout(REST_MS, null, { signal: diary.stopped, ref: false }).catch(() => null);
  }
}

async function look(
  db: Db,
  c: ImapConnection,
  diary: Diary,
  folderId: number,
  isWanted: () => boolean,
): Promise<void> {
  const folder = await getFolderById(db, folderId);
  if (!folder?.selectable) return;
  const offChanged = c.onFolderChanged(() => diary.look.raise());
  c.onClosed(() => diary.look.raise());
  diary.isLooking = true;
  const until = Date.now() + LONGEST_MS;
  const isMeant = () =>
    c.usable && !diary.stopped.aborted && !isWanted() && diary.openFolder === folderId && Date.now() < until;
  try {
    while (isMeant()) {
      diary.look.lower();
      await pullFolder(db, c, folderId);
      if (diary.look.isUp) continue;
      const idling = watch(c, folder.path, () => true);
      idling.catch(() => diary.look.raise());
      await diary.look.wait(Math.max(0, until - Date.now()));
      if (!c.usable) await idling;
    }
  } finally {
    offChanged();
  }
}
