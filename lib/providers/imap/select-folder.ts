// SELECT and STATUS: how a folder stands on the server (RFC 3501 6.3.1, 6.3.10; RFC 7162).
import { AppError } from '@/lib/errors';
import type { FolderState, FolderStatus } from '../types';
import { type ImapConnection, inFolder, onServer } from './connection';
import { toStatus } from './list-folders';

/** Selects the folder, also when it is selected already, and answers its state. */
export function selectFolder(c: ImapConnection, path: string): Promise<FolderState> {
  return inFolder(c, path, async (isFresh) => {
    if (!isFresh) await c.client.mailboxOpen(path);
    return selected(c);
  });
}

/** The state of the folder that is selected now, as far as imapflow heard of it. */
export async function selected(c: ImapConnection): Promise<FolderState> {
  const mailbox = c.client.mailbox;
  if (!mailbox)
    throw new AppError('connection-lost', { userMessage: `${c.host} closed the folder.`, temporary: true });
  const exists = mailbox.exists ?? 0;
  // Copied before anything else is asked: imapflow raises UIDNEXT and HIGHESTMODSEQ as answers come in.
  const { uidNext, highestModseq } = mailbox;
  return {
    // A server without UIDVALIDITY keeps no UIDs (RFC 3501 2.3.1.1): a constant lets its folders be read all the same.
    uidValidity: mailbox.uidValidity ?? 1n,
    uidNext: uidNext || (await uidAfterLast(c, exists)),
    exists,
    highestModseq:
      mailbox.noModseq || !highestModseq || !c.client.enabled.has('CONDSTORE') ? null : highestModseq,
  };
}

/** For servers that do not say UIDNEXT. */
async function uidAfterLast(c: ImapConnection, exists: number): Promise<number> {
  if (exists === 0) return 1;
  const last = await c.client.fetchOne('*', { uid: true });
  return last ? last.uid + 1 : 1;
}

/** The folder's UIDVALIDITY as this connection sees it; selects it when it is not selected. */
export function uidValidity(c: ImapConnection, path: string): Promise<string> {
  return inFolder(c, path, async () => String((c.client.mailbox || null)?.uidValidity ?? 1n));
}

/** How the folder stands, without selecting it; null where the server does not answer for it. */
export async function folderStatus(c: ImapConnection, path: string): Promise<FolderStatus | null> {
  const hasModseqs = c.client.enabled.has('CONDSTORE');
  const status = await onServer(c, () =>
    c.client.status(path, {
      messages: true,
      uidNext: true,
      uidValidity: true,
      unseen: true,
      ...(hasModseqs ? { highestModseq: true } : {}),
    }),
  );
  return status ? toStatus(status) : null;
}
