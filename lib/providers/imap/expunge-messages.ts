// Deletes messages for good: \Deleted and UID EXPUNGE (RFC 4315), without harming what other clients marked.
import { AppError } from '@/lib/errors';
import { type ImapConnection, inFolder } from './connection';

/** Removes these messages from the folder. Those that are gone already are no error. */
export function expungeMessages(c: ImapConnection, path: string, uids: number[]): Promise<void> {
  return inFolder(c, path, () => expungeSelected(c, uids));
}

/** As `expungeMessages`, in the folder that is selected. */
export async function expungeSelected(c: ImapConnection, uids: number[]): Promise<void> {
  if (!c.capabilities.has('UIDPLUS')) {
    // A plain EXPUNGE would take along what others marked \Deleted: leave it to them then.
    const marked = (await c.client.search({ deleted: true }, { uid: true })) || [];
    const others = marked.filter((uid) => !uids.includes(uid));
    if (others.length > 0) {
      await c.client.messageFlagsAdd(uids.join(','), ['\\Deleted'], { uid: true });
      return;
    }
  }
  if (!(await c.client.messageDelete(uids.join(','), { uid: true })))
    throw new AppError('refused-by-server', { userMessage: `${c.host} did not delete the message.` });
}
