// Carries one message from an account to another: fetch, append, prove, and only then let the source go. Safe to repeat from any line.
import { buffer } from 'node:stream/consumers';
import { isAppError } from '@/lib/errors';
import { appendMessage } from '@/lib/providers/imap/append-message';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { expungeMessages } from '@/lib/providers/imap/expunge-messages';
import { fetchWhole, type WholeMessage } from '@/lib/providers/imap/fetch-whole';
import { findEqual } from '@/lib/providers/imap/find-equal';
import { selectFolder } from '@/lib/providers/imap/select-folder';
import type { RemoteFlags } from '@/lib/providers/types';
import type { Db } from '@/lib/store/db';
import { rawPathOf } from '@/lib/store/local-messages';
import { openRaw, RawBatch } from '@/lib/store/raw-files';
import { type Bringing, bringingSince, markBringing } from '@/lib/store/transfer-queue';
import { whereIs } from './at-server';
import { keepRaw } from './keep-raw';
import { withConnection } from './people-connection';

type Kept = Awaited<ReturnType<typeof keepRaw>>;
/**
 * `there`: its UID in the target, proved octet by octet. `kept`: for a folder of this store, its octets are on disk. `later`: it has to
 * wait. `never`: why. `cancelled`: the person took it back.
 */
export type Carried = { there: number } | { kept: Kept } | { never: string } | 'later' | 'cancelled';

/** Throws AppError when one of the two servers cannot be reached, or will not. */
export async function carryMessage(db: Db, accountId: number, bringing: Bringing): Promise<Carried> {
  const { source, path, changeId, isHere } = bringing;
  if (source?.isBusy) return 'later';
  const whole = source && (await fetchSource(db, source));
  if (!whole)
    return { never: 'A message was no longer on its mail server when it was to be moved or copied.' };
  if (isHere) return { kept: await keepHere(accountId, whole, source.flags) };
  return withConnection(accountId, (c) => place(db, c, changeId, path, whole));
}

/** With fsync. A file that no row names in the end is swept away. */
async function keepHere(accountId: number, whole: WholeMessage, flags: Partial<RemoteFlags>): Promise<Kept> {
  const batch = new RawBatch(accountId);
  const kept = await keepRaw(batch, [whole.raw], { flags, receivedAt: whole.at.getTime() });
  await batch.sync();
  return kept;
}

async function place(
  db: Db,
  c: ImapConnection,
  changeId: number,
  path: string,
  whole: WholeMessage,
): Promise<Carried> {
  const { uidValidity, uidNext } = await selectFolder(c, path);
  const now = { uidValidity: String(uidValidity), uidNext };
  // Read anew: this may be the second try of one call.
  const since = await bringingSince(db, changeId);
  if (since === undefined) return 'cancelled';
  if (since !== null) {
    const from = since.uidValidity === now.uidValidity ? since.uidNext : 1;
    const there = await findEqual(c, path, from, whole.raw);
    if (there !== null) return { there };
  } else if (!(await markBringing(db, changeId, now))) return 'cancelled';
  const told = await appendMessage(c, path, whole.raw, whole.flags, whole.at);
  // What stands in the folder is looked at, octet by octet: an OK alone takes nothing from the source.
  const there = await findEqual(c, path, told.uid ?? now.uidNext, whole.raw);
  if (there !== null) return { there };
  if (told.uid !== null) await expungeMessages(c, path, [told.uid]);
  return { never: `${c.host} did not keep a message as it was. It stays where it is.` };
}

/** Null when it is gone. Its flags are those that the person sees, and keywords as the server has them. */
async function fetchSource(db: Db, source: NonNullable<Bringing['source']>): Promise<WholeMessage | null> {
  const { accountId, flags } = source;
  const names = [
    ['\\Seen', flags.seen],
    ['\\Flagged', flags.flagged],
    ['\\Answered', flags.answered],
    ['\\Draft', flags.draft],
  ] as const;
  const shown = names.flatMap(([name, on]) => (on ? [name] : []));
  const file = await rawPathOf(db, source.id);
  if (file !== null) return { raw: await buffer(openRaw(file)), flags: shown, at: new Date(source.date) };
  try {
    return await withConnection(accountId, async (c) => {
      const { path, uid } = await whereIs(c, source);
      const whole = await fetchWhole(c, path, uid);
      const keywords = whole.flags.filter((flag) => !flag.startsWith('\\'));
      return { ...whole, flags: [...shown, ...keywords] };
    });
  } catch (error) {
    if (isAppError(error) && error.code === 'message-gone') return null;
    throw error;
  }
}
