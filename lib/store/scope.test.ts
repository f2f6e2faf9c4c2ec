// Another person's ids are 'not found', or name nothing, in every function that takes a user.
import { beforeEach, expect, test } from 'vitest';
import { parseQuery } from '@/lib/search/parse-query';
import { getAccount, listAccounts } from './accounts';
import { changesAfter, lastChangeId } from './changes';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { getVersion, keepVersion, listVersions } from './draft-versions';
import { getDraft, getKeptDraft, listDrafts, removeDraft, saveDraft } from './drafts';
import { getFolder, listFolders } from './folders';
import { addOutboxItem, cancelOutboxItem, getOutboxItem, listOutbox, retryOutboxItem } from './outbox';
import { recentPeople } from './people';
import { getConversation, getMessage, messagesFor, messagesInFolder } from './read-messages';
import { searchConversations } from './search-index';
import { createSession, endSession, isSessionLive } from './sessions';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';
import { addUpload, getUpload, removeUpload } from './uploads';

let db: Db;
let ann: TestAccount;
let mia: number;
let ids: { message: number; conversation: number; outbox: number; session: string; version: number };

const draft = (account: TestAccount) => ({
  key: 'draft-0001',
  accountId: account.id,
  mode: 'new' as const,
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject: 'Secret',
  html: null,
  text: '',
  uploads: [],
  editedAt: 1,
});

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  mia = (await addAccount(db, 'mia')).userId;
  await pull(db, ann, 'INBOX', message(1));
  const [row] = await messagesInFolder(db, ann.userId, ann.folder.INBOX, 1);
  await saveDraft(db, ann.userId, draft(ann));
  await keepVersion(db, ann.userId, draft(ann), 'earlier');
  const version = (await listVersions(db, ann.userId, 'draft-0001'))[0]!.id;
  await addUpload(db, ann.userId, {
    id: 'upload-1',
    name: 'a',
    type: 'text/plain',
    size: 1,
    contentId: null,
    path: '/tmp/a',
    received: 1,
  });
  const item = await addOutboxItem(db, {
    userId: ann.userId,
    accountId: ann.id,
    idempotencyKey: 'key-00000001',
    messageIdHeader: '<1@example.org>',
    subject: 'Secret',
    to: [],
    envelope: { from: 'ann@example.org', to: [] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path: '/tmp/1.eml',
    size: 1,
    originalId: null,
    draft: null,
    holdUntil: 0,
    sendAt: null,
  });
  const session = await createSession(db, ann.userId);
  ids = { version, message: row!.id, conversation: row!.conversationId, outbox: item.id, session };
});

test.each<[string, (userId: number) => Promise<unknown>]>([
  ['getAccount', (userId) => getAccount(db, userId, ann.id)],
  ['getFolder', (userId) => getFolder(db, userId, ann.folder.INBOX)],
  ['getMessage', (userId) => getMessage(db, userId, ids.message)],
  ['getConversation', (userId) => getConversation(db, userId, ids.conversation, null)],
  ['listConversations', (userId) => listConversations(db, userId, ann.folder.INBOX, null)],
  [
    'searchConversations in a folder',
    (userId) => searchConversations(db, userId, parseQuery(''), { folderId: ann.folder.INBOX }, null),
  ],
  ['getUpload', (userId) => getUpload(db, userId, 'upload-1')],
  ['getVersion', (userId) => getVersion(db, userId, 'draft-0001', ids.version)],
  ['getOutboxItem', (userId) => getOutboxItem(db, userId, ids.outbox)],
  ['retryOutboxItem', (userId) => retryOutboxItem(db, userId, ids.outbox).catch(notOurs)],
  ['cancelOutboxItem', (userId) => cancelOutboxItem(db, userId, ids.outbox)],
])('%s answers not found', async (_, call) => {
  await expect(call(mia)).rejects.toMatchObject({ code: 'not-found' });
  await expect(call(ann.userId)).resolves.toBeDefined();
});

/** A message that did not fail cannot be retried: the owner gets another answer than 'not found'. */
function notOurs(error: { code?: string }): string {
  if (error.code === 'not-found') throw error;
  return 'ours';
}

test.each<[string, (userId: number) => Promise<unknown>]>([
  ['listAccounts', async (userId) => (await listAccounts(db, userId)).filter(({ id }) => id === ann.id)],
  ['listFolders', async (userId) => (await listFolders(db, userId)).filter((f) => f.accountId === ann.id)],
  [
    'messagesFor',
    (userId) =>
      messagesFor(db, userId, {
        folderId: ann.folder.INBOX,
        conversationIds: [ids.conversation],
        messageIds: [ids.message],
        allFolders: true,
      }),
  ],
  ['messagesInFolder', (userId) => messagesInFolder(db, userId, ann.folder.INBOX, 10)],
  [
    'searchConversations',
    async (userId) =>
      (await searchConversations(db, userId, parseQuery('subject'), { folderId: null }, null)).rows,
  ],
  ['recentPeople', (userId) => recentPeople(db, userId, 'ben')],
  ['listDrafts', (userId) => listDrafts(db, userId)],
  ['getDraft', async (userId) => [await getDraft(db, userId, 'draft-0001')].filter(Boolean)],
  ['getKeptDraft', async (userId) => [await getKeptDraft(db, userId, 'draft-0001')].filter(Boolean)],
  ['listVersions', (userId) => listVersions(db, userId, 'draft-0001')],
  ['listOutbox', (userId) => listOutbox(db, userId)],
  ['isSessionLive', async (userId) => [await isSessionLive(db, userId, ids.session)].filter(Boolean)],
  [
    'changesAfter',
    async (userId) =>
      (await changesAfter(db, userId, 0, 100)).events.filter(({ event }) =>
        JSON.stringify(event).includes(`"accountId":${ann.id}`),
      ),
  ],
])('%s names nothing', async (_, call) => {
  expect(await call(mia)).toEqual([]);
  expect(await call(ann.userId)).not.toEqual([]);
});

test('nothing of another person can be removed', async () => {
  await removeDraft(db, mia, 'draft-0001');
  expect(await removeUpload(db, mia, 'upload-1')).toBeNull();
  await endSession(db, mia, ids.session);
  expect(await getDraft(db, ann.userId, 'draft-0001')).not.toBeNull();
  expect(await getUpload(db, ann.userId, 'upload-1')).toMatchObject({ path: '/tmp/a' });
  expect(await isSessionLive(db, ann.userId, ids.session)).toBe(true);
  expect(await lastChangeId(db, mia)).not.toBe(await lastChangeId(db, ann.userId));
});
