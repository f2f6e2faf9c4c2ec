import { beforeEach, expect, test } from 'vitest';
import type { Address } from '@/lib/contract/mail';
import { createAccount } from './accounts';
import { type Db, openStore } from './db';
import { foldersOf, saveFolders } from './folders';
import { insertMessages, type NewMessage } from './messages';
import { recentPeople } from './people';

let db: Db;
const server = { host: 'localhost', port: 993, security: 'tls' as const };
const person = (name: string, address: string): Address => ({ name, address });
let uid = 0;
const message = (patch: Partial<NewMessage>): NewMessage => ({
  uid: ++uid,
  flags: { seen: false, flagged: false, answered: false, draft: false },
  subject: 'Hello',
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  date: 1000 + uid,
  size: 1,
  messageId: null,
  inReplyTo: null,
  references: [],
  structure: null,
  hasAttachment: false,
  emailId: null,
  ...patch,
});

async function account(
  username: string,
): Promise<{ id: number; userId: number; folders: Map<string, number> }> {
  const { id, userId } = await createAccount(db, {
    address: `${username}@example.org`,
    name: username,
    username,
    imap: server,
    smtp: server,
    secret: 'sealed',
  });
  const folder = (path: string, role: 'inbox' | 'sent' | 'junk' | 'drafts') => ({
    path,
    name: path,
    delimiter: '/',
    parentPath: null,
    role,
    selectable: true,
    subscribed: true,
  });
  await saveFolders(db, id, [
    folder('INBOX', 'inbox'),
    folder('Sent', 'sent'),
    folder('Junk', 'junk'),
    folder('Drafts', 'drafts'),
  ]);
  return { id, userId, folders: new Map((await foldersOf(db, id)).map((row) => [row.path, row.id])) };
}

beforeEach(async () => {
  db = await openStore(':memory:');
});

test('people are found by a part of name or address, newest message first, but not in junk and not in drafts', async () => {
  const { id, userId, folders } = await account('mia');
  const ann = person('Ann Lee', 'ann@example.org');
  await insertMessages(db, id, folders.get('INBOX')!, [message({ from: [ann], date: 1 })]);
  await insertMessages(db, id, folders.get('Sent')!, [message({ to: [ann], date: 2 })]);
  await insertMessages(db, id, folders.get('Junk')!, [
    message({ from: [person('Ann Win', 'ann@spam.example')] }),
  ]);
  await insertMessages(db, id, folders.get('Drafts')!, [
    message({ to: [person('', 'ann.lee@examp1e.org')] }),
  ]);
  const found = await recentPeople(db, userId, 'lee');
  expect(found).toEqual([
    { from: [], to: [ann], cc: [], isOwn: true },
    { from: [ann], to: [], cc: [], isOwn: false },
  ]);
  expect(await recentPeople(db, userId, 'win')).toEqual([]);
});

test('signs of a pattern are taken as they stand, and capitals beyond ASCII are found by small letters', async () => {
  const { id, userId, folders } = await account('mia');
  await insertMessages(db, id, folders.get('INBOX')!, [message({ from: [person('Özge', 'o@example.org')] })]);
  expect(await recentPeople(db, userId, '%')).toEqual([]);
  expect(await recentPeople(db, userId, 'özg')).toHaveLength(1);
});

test('another person’s people stay unknown', async () => {
  const { id, folders } = await account('mia');
  const other = await account('bob');
  await insertMessages(db, id, folders.get('INBOX')!, [
    message({ from: [person('Ann', 'ann@example.org')] }),
  ]);
  expect(await recentPeople(db, other.userId, 'ann')).toEqual([]);
});
