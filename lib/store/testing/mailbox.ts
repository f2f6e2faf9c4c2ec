// For tests: a store with accounts, folders and messages in a line each.
import type { FolderRole } from '@/lib/contract/mail';
import { type AccountRow, createAccount, insertAccount } from '../accounts';
import type { Db } from '../db';
import { foldersOf, saveFolders } from '../folders';
import { insertMessages, type NewMessage } from '../messages';

const server = { host: 'localhost', port: 993, security: 'tls' as const };

/** Folders that each test account has: path and role. */
const FOLDERS: [string, FolderRole | null][] = [
  ['INBOX', 'inbox'],
  ['Sent', 'sent'],
  ['Archive', 'archive'],
  ['Junk', 'junk'],
  ['Trash', 'trash'],
  ['Plans', null],
];

/** A folder as LIST tells it. */
export const listed = (path: string, role: FolderRole | null = null) => ({
  path,
  name: path.split('/').at(-1)!,
  delimiter: '/',
  parentPath: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null,
  role,
  selectable: true,
  subscribed: true,
});

/** An account with its folder ids by path. */
export interface TestAccount extends AccountRow {
  folder: Record<'INBOX' | 'Sent' | 'Archive' | 'Junk' | 'Trash' | 'Plans', number>;
}

/** What makes the account of this name. */
export const freshAccount = (username: string) => ({
  address: `${username}@example.org`,
  name: username,
  username,
  imap: server,
  smtp: server,
  secret: 'sealed',
});

/** Makes an account of a new person (or of `userId`), with INBOX, Sent, Archive, Junk, Trash and Plans. */
export async function addAccount(db: Db, username = 'ann', userId?: number): Promise<TestAccount> {
  const account = userId
    ? await insertAccount(db, userId, freshAccount(username))
    : await createAccount(db, freshAccount(username));
  await saveFolders(
    db,
    account.id,
    FOLDERS.map(([path, role]) => listed(path, role)),
  );
  const folders = await foldersOf(db, account.id);
  const folder = Object.fromEntries(folders.map(({ path, id }) => [path, id])) as TestAccount['folder'];
  return { ...account, folder };
}

/** A message as fetched; what a test does not name is the same for all of a UID. */
export function message(uid: number, patch: Partial<NewMessage> & { seen?: boolean } = {}): NewMessage {
  const { seen = false, ...rest } = patch;
  return {
    uid,
    flags: { seen, flagged: false, answered: false, draft: false },
    subject: `Subject ${uid}`,
    from: [{ name: 'Ben', address: 'ben@example.org' }],
    sender: [],
    replyTo: [],
    to: [{ name: 'Ann', address: 'ann@example.org' }],
    cc: [],
    bcc: [],
    date: Date.UTC(2026, 0, 1) + uid * 60_000,
    size: 100,
    messageId: `<${uid}@example.org>`,
    inReplyTo: null,
    references: [],
    structure: {
      part: '1',
      type: 'text/plain',
      parameters: {},
      encoding: '7bit',
      size: 100,
      disposition: null,
      name: null,
      contentId: null,
      children: [],
    },
    hasAttachment: false,
    emailId: null,
    ...rest,
  };
}

/** Puts messages into a folder as a pull would. */
export function pull(
  db: Db,
  account: TestAccount,
  path: keyof TestAccount['folder'],
  ...messages: NewMessage[]
): Promise<void> {
  return insertMessages(db, account.id, account.folder[path], messages);
}
