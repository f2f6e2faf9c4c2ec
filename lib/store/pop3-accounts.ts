// What a POP3 account has besides its servers: folders of its own, and what becomes of the messages on the server.
import type { Pop3Settings } from '@/lib/contract/account';
import type { FolderRole } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
import { foldersOf, saveFolders } from './folders';

const FOLDERS: [string, FolderRole][] = [
  ['INBOX', 'inbox'],
  ['Drafts', 'drafts'],
  ['Sent', 'sent'],
  ['Archive', 'archive'],
  ['Junk', 'junk'],
  ['Trash', 'trash'],
];

/** Gives a new account the folders that POP3 does not have, in the caller's transaction. */
export async function makeLocalAccount(db: Db, accountId: number): Promise<void> {
  await db.insertInto('pop3_account').values({ account_id: accountId }).execute();
  await saveFolders(
    db,
    accountId,
    FOLDERS.map(([path, role]) => ({
      path,
      name: path === 'INBOX' ? 'Inbox' : path,
      delimiter: '/',
      parentPath: null,
      role,
      selectable: true,
      subscribed: true,
    })),
  );
}

/** Adds a folder of the person's own; its path must be free. */
export function addLocalFolder(
  db: Db,
  accountId: number,
  path: string,
  parentPath: string | null,
  name: string,
): Promise<void> {
  return transaction(db, async (t) => {
    const all = await foldersOf(t, accountId);
    const paths = new Map(all.map((folder) => [folder.id, folder.path]));
    const fresh = { path, name, delimiter: '/', parentPath, role: null, selectable: true, subscribed: true };
    await saveFolders(t, accountId, [
      ...all.map((folder) => ({ ...folder, parentPath: paths.get(folder.parentId ?? 0) ?? null })),
      fresh,
    ]);
  });
}

/** How the account treats its server; null for an account that is not POP3. */
export async function getPop3Settings(db: Db, accountId: number): Promise<Pop3Settings | null> {
  const row = await db
    .selectFrom('pop3_account')
    .select(['mode', 'days', 'minutes'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ? { ...row, mode: row.mode as Pop3Settings['mode'] } : null;
}

/** Changes it; the next session acts by it. Throws 'not found' for somebody else's account. */
export function savePop3Settings(
  db: Db,
  userId: number,
  accountId: number,
  settings: Pop3Settings,
): Promise<void> {
  return transaction(db, async (t) => {
    const done = await t
      .updateTable('pop3_account')
      .set(settings)
      .where('account_id', 'in', t.selectFrom('account').select('id').where('user_id', '=', userId))
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) throw notFound('account');
    await recordChange(t, userId, { kind: 'account', accountId });
  });
}
