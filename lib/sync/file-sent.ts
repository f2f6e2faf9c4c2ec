// Files the Sent copy of an accepted message and marks the message it answers; looks for a copy of one that nobody knows about.
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/runtime/log';
import { once } from '@/lib/runtime/once';
import { type Db, store } from '@/lib/store/db';
import { type FolderRow, folderByRole } from '@/lib/store/folders';
import { changeFlags } from '@/lib/store/local-changes';
import type { QueuedMessage } from '@/lib/store/outbox-queue';
import { getMessageById } from '@/lib/store/read-messages';
import { noteSeen, noteServerFilesSent, serverFilesSent } from '@/lib/store/sent-copies';
import { engines } from './engines';
import { type Filing, withFiling } from './filing';

/** Tries for which a copy that the server files by itself is waited for, before we file one after all. */
const PATIENT_TRIES = 3;
/** After our copy was filed, for one that the server files by itself. */
const LOOK_AGAIN_MS = [3000, 30_000];
/** Accounts that were watched for it. */
const watched = once('watched-sent', () => new Set<number>());

/**
 * Puts the copy into the Sent folder unless one with its Message-ID is there: the server may file it itself, or an
 * earlier try may have got through. Safe to repeat. Throws when the mail server cannot be reached.
 */
export async function fileSent(queued: QueuedMessage): Promise<void> {
  const db = await store();
  const sent = await folderByRole(db, queued.accountId, 'sent');
  if (sent) {
    await withFiling(queued.accountId, async (filing) => {
      const there = await filing.find(sent, queued.messageIdHeader);
      if (there.length > 0) {
        // At the first try it cannot be ours.
        if (queued.fileAttempts === 1 && !filing.isHere) await noteServerFilesSent(db, queued.accountId);
        return;
      }
      if (queued.fileAttempts <= PATIENT_TRIES && (await filesItself(db, queued.accountId, filing)))
        throw new AppError('message-gone', {
          userMessage: 'The copy that the server files by itself is not there yet.',
          temporary: true,
        });
      const raw = await readFile(queued.path);
      const uid = await filing.add(sent, raw, { seen: true }, new Date(queued.firstTryAt));
      if (!filing.isHere && uid !== null) void watchForSecond(db, queued, sent, uid);
    });
    engines().open(sent.id);
  }
  const original = queued.originalId === null ? null : await getMessageById(db, queued.originalId);
  if (original && original.accountId === queued.accountId && !original.answered) {
    await changeFlags(db, [original], { answered: true });
    engines().wake(queued.accountId);
  }
}

/**
 * Some servers file their copy a moment after they took the message, when ours is there already. Once an account and process it is
 * looked whether a second one comes: then ours goes, and the next ones are waited for.
 */
async function watchForSecond(
  db: Db,
  { accountId, messageIdHeader }: QueuedMessage,
  sent: FolderRow,
  ours: number,
): Promise<void> {
  if (watched.has(accountId)) return;
  watched.add(accountId);
  try {
    for (const ms of LOOK_AGAIN_MS) {
      await setTimeout(ms, null, { ref: false });
      const there = await withFiling(accountId, async (filing) => {
        const uids = await filing.find(sent, messageIdHeader);
        if (uids.length > 1 && uids.includes(ours)) await filing.remove(sent, [ours]);
        return uids;
      });
      if (!there.some((uid) => uid !== ours)) continue;
      await noteServerFilesSent(db, accountId);
      return engines().open(sent.id);
    }
  } catch (error) {
    watched.delete(accountId);
    log.warn({ account: accountId, error: String(error) }, 'not known whether the server files what is sent');
  }
}

/** Gmail does; others were seen to. */
const filesItself = async (db: Db, accountId: number, filing: Filing) =>
  filing.filesSent || (await serverFilesSent(db, accountId));

/** Looks for a copy in Sent of a message of which nobody knows whether it left; the person decides what it means. */
export async function lookForCopy(queued: QueuedMessage): Promise<void> {
  const db = await store();
  const sent = await folderByRole(db, queued.accountId, 'sent');
  if (!sent) return;
  const there = await withFiling(queued.accountId, (filing) => filing.find(sent, queued.messageIdHeader));
  if (there.length > 0) await noteSeen(db, queued.id, sent.name);
}
