// CREATE, RENAME, DELETE (RFC 3501 6.3.3 to 6.3.5).
import { type ImapConnection, onServer } from './connection';

/** Makes a folder and subscribes to it. */
export async function createFolder(c: ImapConnection, path: string): Promise<void> {
  await onServer(c, async () => {
    await c.client.mailboxCreate(path);
    await c.client.mailboxSubscribe(path);
  });
}

/** Renames or moves a folder with all below it. */
export async function renameFolder(c: ImapConnection, path: string, newPath: string): Promise<void> {
  await onServer(c, async () => {
    await c.client.mailboxRename(path, newPath);
    await c.client.mailboxSubscribe(newPath);
  });
}

/** Deletes a folder and the messages in it. */
export async function deleteFolder(c: ImapConnection, path: string): Promise<void> {
  await onServer(c, () => c.client.mailboxDelete(path));
}
