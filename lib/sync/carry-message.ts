// Carries one message from an account to another: fetch, append, prove, and only then let the source go. Safe to repeat from any line.
import { isAppError } from '@/lib/errors';
import { appendMessage } from '@/lib/providers/imap/append-message';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { expungeMessages } from '@/lib/providers/imap/expunge-messages';
import { fetchWhole, type WholeMessage } from '@/lib/providers/imap/fetch-whole';
import { findEqual } from '@/lib/providers/imap/find-equal';
import { selectFolder } from '@/lib/providers/imap/select-folder';
import type { Db } from '@/lib/store/db';
import { type Bringing, bringingSince, markBringing } from '@/lib/store/transfer-queue';
import { whereIs } from './at-server';
import { withConnection } from './people-connection';

/** `there`: its UID in the target, proved octet by octet. `later`: it has to wait. `never`: why. `cancelled`: the person took it back. */
export type Carried = { there: number } | { never: string } | 'later' | 'cancelled';

/** Throws AppError when one of the two servers cannot be reached, or will not. */
export async function carryMessage(db: Db, accountId: number, bringing: Bringing): Promise<Carried> {
  const { source, path, changeId } = bringing;
  if (source?.isBusy) return 'later';
  const whole = source && (await fetchSource(source));
  if (!whole)
    return { never: 'A message was no longer on its mail server when it was to be moved or copied.' };
  return withConnection(accountId, (c) => place(db, c, changeId, path, whole));
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
async function fetchSource(source: NonNullable<Bringing['source']>): Promise<WholeMessage | null> {
  const { accountId, flags } = source;
  try {
    return await withConnection(accountId, async (c) => {
      const { path, uid } = await whereIs(c, source);
      const whole = await fetchWhole(c, path, uid);
      const names = [
        ['\\Seen', flags.seen],
        ['\\Flagged', flags.flagged],
        ['\\Answered', flags.answered],
        ['\\Draft', flags.draft],
      ] as const;
      const keywords = whole.flags.filter((flag) => !flag.startsWith('\\'));
      return { ...whole, flags: [...names.flatMap(([name, on]) => (on ? [name] : [])), ...keywords] };
    });
  } catch (error) {
    if (isAppError(error) && error.code === 'message-gone') return null;
    throw error;
  }
}
