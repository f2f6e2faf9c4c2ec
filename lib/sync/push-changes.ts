// Replays what people did to the server, in order; each step is safe to repeat, a refusal is undone and told.
import { isAppError } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { expungeMessages } from '@/lib/providers/imap/expunge-messages';
import { moveMessages } from '@/lib/providers/imap/move-messages';
import { searchByMessageId } from '@/lib/providers/imap/search-by-message-id';
import { storeFlags } from '@/lib/providers/imap/store-flags';
import { uidValidity } from '@/lib/providers/imap/select-folder';
import { coalesceChanges } from '@/lib/store/coalesce-changes';
import type { Db } from '@/lib/store/db';
import {
  dropMessageOfChange,
  finishPendingChange,
  markTried,
  nextPendingChanges,
  nextTryAt,
  type PendingChange,
  postponePendingChange,
  refusePendingChange,
} from '@/lib/store/pending-changes';
import { pullFolder } from './pull-folder';

const LOOK = 200;
const AGAIN_MS = 5000;
const AGAIN_AT_MOST_MS = 5 * 60_000;
/** A server that says 'not now' so often, over half an hour, is believed to mean 'no'. */
const MOST_REFUSALS = 12;

/** Replays until nothing is due; answers when the next postponed change is due, null when none is left. */
export async function pushChanges(db: Db, c: ImapConnection, accountId: number): Promise<number | null> {
  for (;;) {
    await coalesceChanges(db, accountId);
    const now = Date.now();
    const changes = await nextPendingChanges(db, accountId, LOOK, now);
    const first = changes[0];
    if (!first) return nextTryAt(db, accountId, now);
    const group = sameCommand(first, changes);
    await markTried(
      db,
      group.map(({ id }) => id),
    );
    try {
      // UIDs of before the folder was numbered anew would name other messages.
      if (first.uid !== null && (await uidValidity(c, first.path)) !== first.uidValidity) {
        await pullFolder(db, c, first.folderId);
        continue;
      }
      await replay(db, c, group);
    } catch (error) {
      // One by one, so that only what the server will not do is undone.
      if (group.length > 1 && isRefusal(error)) for (const change of group) await replayAlone(db, c, change);
      else await settle(db, c, group, error);
    }
  }
}

const isRefusal = (error: unknown) => isAppError(error) && !error.temporary;

async function replayAlone(db: Db, c: ImapConnection, change: PendingChange): Promise<void> {
  try {
    await replay(db, c, [change]);
  } catch (error) {
    await settle(db, c, [change], error);
  }
}

/**
 * What failed is tried again later where that may help, and undone where it does not. Throws when the connection broke; a server that
 * only says 'not now' keeps its connection, and the changes of other messages their turn.
 */
async function settle(db: Db, c: ImapConnection, group: PendingChange[], error: unknown): Promise<void> {
  if (!isAppError(error)) throw error;
  const isBroken = error.temporary && !c.usable;
  for (const change of group) {
    const times = (isBroken ? change.attempts : change.refusals) + 1;
    const waitMs = Math.min(AGAIN_MS * times ** 2, AGAIN_AT_MOST_MS);
    if (error.temporary && (isBroken || times < MOST_REFUSALS))
      await postponePendingChange(db, change.id, Date.now() + waitMs, !isBroken);
    else await refusePendingChange(db, change, error.userMessage);
  }
  if (isBroken) throw error;
}

/** The changes at the head of the queue that one command can carry: same folder, same deed, each message once. */
function sameCommand(first: PendingChange, changes: PendingChange[]): PendingChange[] {
  if (first.uid === null) return [first];
  const deed = JSON.stringify(first.args);
  const group: PendingChange[] = [];
  const seen = new Set<number>();
  for (const change of changes) {
    const fits = change.path === first.path && change.uid !== null && JSON.stringify(change.args) === deed;
    if (!fits || seen.has(change.messageId)) break;
    seen.add(change.messageId);
    group.push(change);
  }
  return group;
}

async function replay(db: Db, c: ImapConnection, group: PendingChange[]): Promise<void> {
  const first = group[0]!;
  const uids: number[] = [];
  for (const change of group) {
    const uid = change.uid ?? (await findUid(c, change));
    if (uid === null) return dropMessageOfChange(db, change);
    uids.push(uid);
  }
  const { args } = first;
  if (args.kind === 'flags') {
    const { add, remove } = flagNames(args.patch);
    await storeFlags(c, first.path, uids, { add, remove });
    for (const change of group) await finishPendingChange(db, change);
  } else if (args.kind === 'delete') {
    await expungeMessages(c, first.path, uids);
    for (const change of group) await finishPendingChange(db, change);
  } else if (first.targetPath === null) {
    for (const change of group)
      await refusePendingChange(db, change, 'The folder to move to does not exist any more.');
  } else {
    const wholly: { change: PendingChange; uid: number }[] = [];
    for (const [index, change] of group.entries()) {
      const uid = uids[index]!;
      const copy = await copyInTarget(c, change, first.targetPath);
      if (copy === null) wholly.push({ change, uid });
      else {
        await expungeMessages(c, first.path, [uid]);
        await finishPendingChange(db, change, copy);
      }
    }
    const newUids = await moveMessages(
      c,
      first.path,
      wholly.map(({ uid }) => uid),
      first.targetPath,
    );
    for (const { change, uid } of wholly) await finishPendingChange(db, change, newUids.get(uid) ?? null);
  }
}

/** A move that was tried before may be half done where the server has no MOVE: copied, and not taken out of the source. */
async function copyInTarget(
  c: ImapConnection,
  change: PendingChange,
  target: string,
): Promise<number | null> {
  const { targetUid, targetUidNext, messageIdHeader } = change;
  if (targetUid !== null) return targetUid;
  if (c.capabilities.has('MOVE') || change.attempts === 0) return null;
  if (messageIdHeader === null || targetUidNext === null) return null;
  const found = await searchByMessageId(c, target, messageIdHeader);
  return found.findLast((uid) => uid >= targetUidNext) ?? null;
}

/** After a move of which the server told no UID. */
async function findUid(c: ImapConnection, change: PendingChange): Promise<number | null> {
  if (!change.messageIdHeader) return null;
  const found = await searchByMessageId(c, change.path, change.messageIdHeader);
  return found.at(-1) ?? null;
}

function flagNames(patch: { seen?: boolean; flagged?: boolean; answered?: boolean }) {
  const names = { seen: '\\Seen', flagged: '\\Flagged', answered: '\\Answered' } as const;
  const entries = Object.entries(patch) as [keyof typeof names, boolean][];
  return {
    add: entries.filter(([, on]) => on).map(([name]) => names[name]),
    remove: entries.filter(([, on]) => !on).map(([name]) => names[name]),
  };
}
