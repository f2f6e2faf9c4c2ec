import { beforeEach, expect, test } from 'vitest';
import { parseQuery } from '@/lib/search/parse-query';
import { type AccountRow, createAccount } from './accounts';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { folderByRole, getFolderById, saveFolders } from './folders';
import { changeFlags, moveMessages } from './local-changes';
import {
  insertMessages,
  knownFlags,
  type NewMessage,
  removeMessages,
  saveTexts,
  updateFlags,
} from './messages';
import { finishPendingChange, nextPendingChanges, refusePendingChange } from './pending-changes';
import { getConversation, getMessage } from './read-messages';
import { searchConversations } from './search-index';

let db: Db;
let account: AccountRow;
let inbox: number;
let archive: number;
const server = { host: 'localhost', port: 993, security: 'tls' as const };
const structure = {
  part: '1',
  type: 'text/plain',
  parameters: {},
  encoding: '7bit',
  size: 9,
  disposition: null,
  name: null,
  contentId: null,
  children: [],
};

const letter = (uid: number, patch: Partial<NewMessage> = {}): NewMessage => ({
  uid,
  flags: { seen: false, flagged: false, answered: false, draft: false },
  subject: `Letter ${uid}`,
  from: [{ name: 'Cleo', address: 'cleo@x.test' }],
  sender: [],
  replyTo: [],
  to: [{ name: '', address: 'me@x.test' }],
  cc: [],
  bcc: [],
  date: uid * 1000,
  size: 100,
  messageId: `<${uid}@x>`,
  inReplyTo: null,
  references: [],
  structure,
  hasAttachment: false,
  ...patch,
});
const insert = (...letters: NewMessage[]) => insertMessages(db, account.id, inbox, letters);
const rows = async (folder = inbox) => (await listConversations(db, account.userId, folder, null)).rows;
const only = async (folder = inbox) => {
  const [row] = await rows(folder);
  const { messages } = await getConversation(db, account.userId, row!.id, folder);
  return getMessage(db, account.userId, messages[0]!.id);
};

beforeEach(async () => {
  db = await openStore(':memory:');
  account = await createAccount(db, {
    address: 'a@x.test',
    name: 'A',
    username: 'a',
    imap: server,
    smtp: server,
    secret: '',
  });
  const folder = (path: string, role: 'inbox' | 'archive') => ({
    path,
    name: path,
    delimiter: '/',
    parentPath: null,
    role,
    selectable: true,
    subscribed: true,
  });
  await saveFolders(db, account.id, [folder('INBOX', 'inbox'), folder('Archive', 'archive')]);
  inbox = (await folderByRole(db, account.id, 'inbox'))!.id;
  archive = (await folderByRole(db, account.id, 'archive'))!.id;
});

test('a page has 50 rows, newest first, and the cursor goes on where it ended', async () => {
  await insert(...Array.from({ length: 120 }, (_, n) => letter(n + 1)));
  const first = await listConversations(db, account.userId, inbox, null);
  const second = await listConversations(db, account.userId, inbox, first.next);
  const third = await listConversations(db, account.userId, inbox, second.next);
  expect([first.rows.length, second.rows.length, third.rows.length, third.next]).toEqual([50, 50, 20, null]);
  expect([first.rows[0]!.subject, third.rows.at(-1)!.subject]).toEqual(['Letter 120', 'Letter 1']);
  await expect(listConversations(db, account.userId, inbox, 'nonsense')).rejects.toMatchObject({
    field: 'cursor',
  });
});

test('the same messages again double nothing, and counts hold', async () => {
  await insert(letter(1), letter(2));
  await insert(
    letter(1),
    letter(2),
    letter(3, { flags: { seen: true, flagged: false, answered: false, draft: false } }),
  );
  expect((await rows()).length).toBe(3);
  expect(await getFolderById(db, inbox)).toMatchObject({ total: 3, unread: 2 });
});

test('a light row keeps its id and conversation when it is completed, also without a Message-ID', async () => {
  await insert(letter(1, { structure: null, size: 0, messageId: null }));
  const [before] = await rows();
  await insert(letter(1, { messageId: null, hasAttachment: true }));
  const [after] = await rows();
  expect(after).toMatchObject({ id: before!.id, hasAttachment: true });
  expect((await getConversation(db, account.userId, before!.id, null)).messages).toHaveLength(1);
});

test('answers join by References in any order; two conversations that turn out to be one are joined', async () => {
  await insert(
    letter(3, { messageId: '<c@x>', inReplyTo: '<b@x>', references: ['<b@x>'] }),
    letter(1, { messageId: '<a@x>' }),
  );
  expect((await rows()).length).toBe(2);
  await insert(letter(2, { messageId: '<b@x>', references: ['<a@x>'] }));
  expect(await rows()).toMatchObject([{ count: 3 }]);
});

test('an answer without references joins by subject, a first message of the same subject does not', async () => {
  await insert(letter(1, { subject: 'Hello' }), letter(2, { subject: 'Hello' }));
  expect((await rows()).length).toBe(2);
  await insert(letter(3, { subject: 'Re: Hello' }));
  expect((await rows()).length).toBe(2);
});

test('a pull leaves rows with a waiting change alone', async () => {
  await insert(letter(1));
  await changeFlags(db, [await only()], { flagged: true });
  await updateFlags(db, inbox, [
    { uid: 1, flags: { seen: false, flagged: false, answered: false, draft: false } },
  ]);
  expect((await rows())[0]!.starred).toBe(true);
});

test('a moved message is neither doubled nor dropped by pulls of both folders, before and after the replay', async () => {
  await insert(letter(1));
  const message = await only();
  await moveMessages(db, [message], archive);
  await insert(letter(1));
  expect([(await rows()).length, (await rows(archive)).length]).toEqual([0, 1]);
  expect((await knownFlags(db, inbox)).has(1)).toBe(true);
  const [change] = await nextPendingChanges(db, account.id, 10);
  await finishPendingChange(db, change!, null);
  await removeMessages(db, inbox, [1]);
  await insertMessages(db, account.id, archive, [letter(7, { messageId: '<1@x>' })]);
  expect((await rows(archive)).length).toBe(1);
  expect(await getMessage(db, account.userId, message.id)).toMatchObject({ uid: 7, folderId: archive });
});

test('flag, move and move back before any replay: each is told to the server in order, and refusal undoes all', async () => {
  await insert(letter(1));
  const message = await only();
  await changeFlags(db, [message], { seen: true });
  await moveMessages(db, [message], archive);
  await moveMessages(db, [{ ...message, folderId: archive }], inbox);
  const changes = await nextPendingChanges(db, account.id, 10);
  expect(changes.map(({ args }) => args.kind)).toEqual(['flags', 'move', 'move']);
  await refusePendingChange(db, changes[0]!, 'No.');
  expect(await nextPendingChanges(db, account.id, 10)).toEqual([]);
  expect(await getMessage(db, account.userId, message.id)).toMatchObject({
    uid: 1,
    seen: false,
    folderId: inbox,
  });
});

test('search finds text, subject and people, scoped to its person and folder', async () => {
  await insert(letter(1, { subject: 'Grüße aus Köln' }), letter(2));
  const message = await only();
  await saveTexts(db, [{ id: message.id, text: 'The quick zebra', snippet: 'The quick zebra' }]);
  const find = async (text: string, user = account.userId, folderId: number | null = null) =>
    (await searchConversations(db, user, parseQuery(text), { folderId }, null)).rows.length;
  expect(await find('zebr')).toBe(1);
  expect(await find('koln')).toBe(1);
  expect(await find('cleo')).toBe(2);
  expect(await find('zebra', account.userId, archive)).toBe(0);
  expect(await find('zebra', account.userId + 1)).toBe(0);
  expect(await find('from:cleo is:unread before:1970-01-02')).toBe(2);
});

test('ids are never given twice', async () => {
  await insert(letter(1));
  const first = await only();
  await removeMessages(db, inbox, [1]);
  await insert(letter(2));
  const second = await only();
  expect(second.id).toBeGreaterThan(first.id);
  expect(second.conversationId).toBeGreaterThan(first.conversationId);
});
