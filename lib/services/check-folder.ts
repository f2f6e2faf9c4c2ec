// 'Check this folder': a person asks whether the index is what the mail server has.
import { AppError } from '@/lib/errors';
import type { FolderCheck } from '@/lib/contract/mail';
import { getAccountById } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { getFolder } from '@/lib/store/folders';
import { checkFolder as check } from '@/lib/sync/check-folder';
import { withConnection } from '@/lib/sync/people-connection';

/** Compares all messages of a folder of this person with the server, and repairs what differs. */
export async function checkFolder(userId: number, folderId: number): Promise<FolderCheck> {
  const db = await store();
  const folder = await getFolder(db, userId, folderId);
  if (!folder.selectable)
    throw new AppError('bad-request', { userMessage: 'This folder only holds other folders.' });
  const account = await getAccountById(db, folder.accountId);
  if (account?.protocol === 'pop3')
    throw new AppError('bad-request', {
      userMessage: 'The folders of a POP3 account are kept here: there is nothing to compare them with.',
    });
  return withConnection(folder.accountId, (c) => check(db, c, folder.id));
}
