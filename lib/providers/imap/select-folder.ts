// SELECT and STATUS: how a folder stands on the server (RFC 3501 6.3.1, 6.3.10; RFC 7162).
import { AppError } from '@/lib/errors';
import type { FolderState } from '../types';
import { type ImapConnection, inFolder, onServer } from './connection';

/** Selects the folder and answers its state. */
export function selectFolder(c: ImapConnection, path: string): Promise<FolderState> {
  return inFolder(c, path, async () => selected(c));
}

/** The state of the folder that is selected now. */
export function selected(c: ImapConnection): FolderState {
  const mailbox = c.client.mailbox;
  if (!mailbox)
    throw new AppError('connection-lost', { userMessage: `${c.host} closed the folder.`, temporary: true });
  return {
    uidValidity: mailbox.uidValidity,
    uidNext: mailbox.uidNext,
    exists: mailbox.exists,
    highestModseq: mailbox.noModseq || !mailbox.highestModseq ? null : mailbox.highestModseq,
  };
}

/** The folder's state without selecting it; null where the server does not answer for it. */
export async function folderStatus(c: ImapConnection, path: string): Promise<FolderState | null> {
  const status = await onServer(c, () =>
    c.client.status(path, {
      messages: true,
      uidNext: true,
      uidValidity: true,
      ...(c.capabilities.has('CONDSTORE') ? { highestModseq: true } : {}),
    }),
  );
  if (!status || status.uidValidity === undefined) return null;
  return {
    uidValidity: BigInt(status.uidValidity),
    uidNext: status.uidNext ?? 1,
    exists: status.messages ?? 0,
    highestModseq: status.highestModseq ? BigInt(status.highestModseq) : null,
  };
}
