// One log-in is one person's; two people become one only by saying so.
import { beforeEach, expect, test } from 'vitest';
import { findAccount, getAccount, listAccounts, updateAccount } from './accounts';
import { type Db, openStore } from './db';
import { getDraft, saveDraft } from './drafts';
import { listIdentities } from './identities';
import { linkAccount } from './link-account';
import { addOutboxItem, listOutbox } from './outbox';
import { getConversation, messagesInFolder } from './read-messages';
import { prepareRemoval } from './remove-account';
import { getSettings, saveSettings } from './settings';
import { createSession, isSessionLive } from './sessions';
import { checkStore } from './testing/check-store';
import { addAccount, freshAccount, message, pull, type TestAccount } from './testing/mailbox';
import { addUpload, getUpload } from './uploads';

let db: Db;
let ann: TestAccount;

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

const people = async () => (await db.selectFrom('user').select('id').execute()).length;
const draft = (accountId: number) => ({
  key: 'draft-0001',
  accountId,
  mode: 'new' as const,
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject: 'Mine',
  html: null,
  text: '',
  uploads: [],
  editedAt: 1,
});

test('a new account comes with an identity and a colour of its own', async () => {
  const linked = await linkAccount(db, ann.userId, freshAccount('work'), false);
  expect(linked).toMatchObject({ outcome: 'linked', account: { userId: ann.userId } });
  expect((await listAccounts(db, ann.userId)).map(({ color }) => color)).toEqual([0, 1]);
  expect(
    (await listIdentities(db, ann.userId)).map(({ address, isDefault }) => [address, isDefault]),
  ).toEqual([
    ['ann@example.org', true],
    ['work@example.org', true],
  ]);
  expect(await people()).toBe(1);
});

test('an account that is here already is not added twice, not even at the same moment', async () => {
  const both = await Promise.all([
    linkAccount(db, ann.userId, freshAccount('work'), false),
    linkAccount(db, ann.userId, freshAccount('work'), false),
  ]);
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(['here', 'linked']);
  expect(await linkAccount(db, ann.userId, freshAccount('ann'), true)).toMatchObject({ outcome: 'here' });
  expect(await listAccounts(db, ann.userId)).toHaveLength(2);
});

test('two people who link the same account at the same moment stay two, and one of them has it', async () => {
  const mia = await addAccount(db, 'mia');
  const both = await Promise.all([
    linkAccount(db, ann.userId, freshAccount('office'), false),
    linkAccount(db, mia.userId, freshAccount('office'), false),
  ]);
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(['linked', 'shared']);
  expect(await people()).toBe(2);
  const has = await Promise.all([ann, mia].map(({ userId }) => listAccounts(db, userId)));
  expect(has.map((list) => list.length).sort()).toEqual([1, 2]);
});

test("an account that is another person's beside others is refused, whatever is said", async () => {
  const mia = await addAccount(db, 'mia');
  await addAccount(db, 'office', mia.userId);
  for (const join of [false, true]) {
    expect(await linkAccount(db, ann.userId, freshAccount('office'), join)).toEqual({ outcome: 'shared' });
    expect(await linkAccount(db, ann.userId, freshAccount('mia'), join)).toEqual({ outcome: 'shared' });
  }
  expect(await listAccounts(db, ann.userId)).toHaveLength(1);
  expect((await findAccount(db, 'localhost', 993, 'office'))?.userId).toBe(mia.userId);
});

test('an account that is somebody by itself is taken over only with a yes', async () => {
  const mia = await addAccount(db, 'mia');
  const session = await createSession(db, mia.userId, mia.id);
  expect(await linkAccount(db, ann.userId, freshAccount('mia'), false)).toEqual({ outcome: 'alone' });
  await expect(getAccount(db, ann.userId, mia.id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await isSessionLive(db, mia.userId, session)).toBe(true);
  expect(await people()).toBe(2);
});

test('a mailbox of several people is linked without being a way in; one way in always stays', async () => {
  const linked = await linkAccount(db, ann.userId, { ...freshAccount('office'), opens: false }, false);
  expect(linked).toMatchObject({ outcome: 'linked', account: { opens: false } });
  await expect(updateAccount(db, ann.id, { opens: false })).rejects.toMatchObject({ field: 'opens' });
  await expect(prepareRemoval(db, ann.userId, ann.id)).rejects.toMatchObject({ code: 'bad-request' });
  const office = (await findAccount(db, 'localhost', 993, 'office'))!;
  await updateAccount(db, office.id, { opens: true });
  await updateAccount(db, ann.id, { opens: false });
  await expect(updateAccount(db, office.id, { opens: false })).rejects.toMatchObject({ field: 'opens' });
});

test('with a yes all of it comes along, once, and who was signed in with it is signed out', async () => {
  const mia = await addAccount(db, 'mia');
  await pull(db, mia, 'INBOX', message(1));
  await saveDraft(db, mia.userId, draft(mia.id));
  await saveSettings(db, ann.userId, { undoSeconds: 5 });
  await saveSettings(db, mia.userId, { undoSeconds: 50 });
  await addUpload(db, mia.userId, {
    id: 'upload-1',
    name: 'a',
    type: 'text/plain',
    size: 1,
    contentId: null,
    received: 1,
    path: '/tmp/a',
  });
  await addOutboxItem(db, {
    userId: mia.userId,
    accountId: mia.id,
    idempotencyKey: 'key-00000001',
    messageIdHeader: '<1@example.org>',
    subject: 'Waiting',
    to: [],
    envelope: { from: 'mia@example.org', to: [] },
    path: '/tmp/1.eml',
    size: 1,
    originalId: null,
    draft: null,
    holdUntil: 0,
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    sendAt: null,
  });
  const [hers, mine] = [
    await createSession(db, mia.userId, mia.id),
    await createSession(db, ann.userId, ann.id),
  ];
  const linked = await linkAccount(db, ann.userId, { ...freshAccount('mia'), secret: 'sealed anew' }, true);
  expect(linked).toMatchObject({ outcome: 'linked', account: { id: mia.id, secret: 'sealed anew' } });
  expect(await people()).toBe(1);
  expect(await isSessionLive(db, mia.userId, hers)).toBe(false);
  expect(await isSessionLive(db, ann.userId, mine)).toBe(true);
  expect(await getDraft(db, ann.userId, 'draft-0001')).toMatchObject({ subject: 'Mine' });
  expect(await getUpload(db, ann.userId, 'upload-1')).toMatchObject({ path: '/tmp/a' });
  expect((await listOutbox(db, ann.userId)).map(({ subject }) => subject)).toEqual(['Waiting']);
  expect((await getSettings(db, ann.userId)).undoSeconds).toBe(5);
  const [row] = await messagesInFolder(db, ann.userId, mia.folder.INBOX, 10);
  expect(await getConversation(db, ann.userId, row!.conversationId, null)).toMatchObject({
    subject: 'Subject 1',
  });
  await expect(getConversation(db, mia.userId, row!.conversationId, null)).rejects.toMatchObject({
    code: 'not-found',
  });
  // Nothing anywhere still names who is no more.
  for (const table of ['draft', 'upload', 'outbox', 'change', 'session', 'setting'] as const)
    expect(await db.selectFrom(table).selectAll().where('user_id', '=', mia.userId).execute(), table).toEqual(
      [],
    );
  await checkStore(db);
});
