// CREATE, RENAME, DELETE (RFC 3501 6.3.3 to 6.3.5).
import { AppError } from '@/lib/errors';
import { type ImapConnection, onServer } from './connection';

/** Makes a folder and subscribes to it. Throws 'refused-by-server', also when there is one of this name. */
export async function createFolder(c: ImapConnection, path: string): Promise<void> {
  await onServer(c, async () => {
    // imapflow subscribes by itself
    const made = await c.client.mailboxCreate(path);
    if (!made.created)
      throw new AppError('refused-by-server', { userMessage: `There is a folder ${path} already.` });
  });
}

/** Renames or moves a folder with all below it; its subscription goes along. */
export async function renameFolder(c: ImapConnection, path: string, newPath: string): Promise<void> {
  await onServer(c, async () => {
    await c.client.mailboxRename(path, newPath);
    // RENAME leaves subscriptions alone (RFC 3501 6.3.6); failing here changes nothing that matters.
    await c.client.mailboxSubscribe(newPath);
    await c.client.mailboxUnsubscribe(path);
  });
}

/** Deletes a folder and the messages in it. */
export async function deleteFolder(c: ImapConnection, path: string): Promise<void> {
  await onServer(c, async () => {
    await c.client.mailboxDelete(path);
    await c.client.mailboxUnsubscribe(path);
  });
}
