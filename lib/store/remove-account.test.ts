import { beforeEach, describe, expect, test } from 'vitest';
import { listAccounts } from './accounts';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { getDraft, saveDraft } from './drafts';
import { addOutboxItem } from './outbox';
import { getConversation } from './read-messages';
import { prepareRemoval, removeAccount } from './remove-account';
import { removeUser } from './remove-user';
import { createSession, isSessionLive } from './sessions';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let home: TestAccount;
let work: TestAccount;
let mia: TestAccount;
const id = (uid: number) => `<${uid}@example.org>`;
const rows = async (account: TestAccount, path: keyof TestAccount['folder'] = 'INBOX') =>
  (await listConversations(db, account.userId, account.folder[path], null)).rows;

beforeEach(async () => {
  db = await openStore(':memory:');
  home = await addAccount(db, 'home');
  work = await addAccount(db, 'work', home.userId);
  mia = await addAccount(db, 'mia');
});

describe('conversations of one person', () => {
  test('join across accounts: the answer that came elsewhere, and the copy that both got', async () => {
    await pull(db, home, 'INBOX', message(1), message(5));
    await pull(db, work, 'INBOX', message(2, { inReplyTo: id(1) }), message(5));
    const [first] = (await rows(home)).filter(({ subject }) => subject === 'Subject 1');
    expect(first).toMatchObject({ count: 2 });
    expect((await rows(work)).find(({ subject }) => subject === 'Subject 2')?.id).toBe(first!.id);
    const copy = (await rows(work)).find(({ subject }) => subject === 'Subject 5');
    expect(copy).toMatchObject({ count: 1, folderId: work.folder.INBOX });
    expect((await getConversation(db, home.userId, copy!.id, work.folder.INBOX)).messages).toMatchObject([
      { folderId: work.folder.INBOX },
    ]);
    await checkStore(db);
  });

  test('never join with those of another person, whatever the headers say', async () => {
    await pull(db, home, 'INBOX', message(1));
    await pull(db, mia, 'INBOX', message(1), message(2, { inReplyTo: id(1) }));
    await pull(db, work, 'INBOX', message(3, { references: [id(2), id(1)] }));
    expect((await rows(home)).map(({ count }) => count)).toEqual([2]);
    expect((await rows(mia)).map(({ count }) => count)).toEqual([2]);
    const [hers] = await rows(mia);
    await expect(getConversation(db, home.userId, hers!.id, null)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('the same subject in two accounts is two conversations', async () => {
    await pull(db, home, 'INBOX', message(1, { subject: 'Lunch' }));
    await pull(db, work, 'INBOX', message(2, { subject: 'Re: Lunch' }));
    expect((await rows(home))[0]).toMatchObject({ count: 1 });
  });
});

describe('removing an account', () => {
  const remove = async (account: TestAccount, keep = 'none') => {
    await prepareRemoval(db, home.userId, account.id);
    return removeAccount(db, home.userId, account.id, keep);
  };

  test('leaves what other accounts have of shared conversations, and the store whole', async () => {
    await pull(db, home, 'INBOX', message(1));
    await pull(
      db,
      work,
      'INBOX',
      message(2, { inReplyTo: id(1) }),
      ...Array.from({ length: 230 }, (_, n) => message(n + 10)),
    );
    await pull(db, work, 'Sent', message(300));
    await pull(db, home, 'INBOX', message(301, { inReplyTo: id(300) }));
    await remove(work);
    expect((await rows(home)).map(({ subject, count }) => [subject, count])).toEqual([
      ['Subject 301', 1],
      ['Subject 1', 1],
    ]);
    expect((await listAccounts(db, home.userId)).map(({ id }) => id)).toEqual([home.id]);
    await checkStore(db);
    // What comes later finds no trace of what went.
    await pull(db, home, 'INBOX', message(302, { inReplyTo: id(2) }), message(303, { inReplyTo: id(300) }));
    await checkStore(db);
    await removeUser(db, home.userId);
    await checkStore(db);
    expect(await db.selectFrom('message').selectAll().execute()).toEqual([]);
  });

  test('a conversation that began in the account that goes lives on in the other', async () => {
    await pull(db, work, 'INBOX', message(1));
    await pull(db, home, 'INBOX', message(2, { inReplyTo: id(1) }));
    await remove(work);
    expect(await rows(home)).toMatchObject([{ subject: 'Subject 2', count: 1 }]);
    await checkStore(db);
    await removeUser(db, home.userId);
    expect(await db.selectFrom('conversation').selectAll().execute()).toEqual([]);
  });

  test('hands its drafts to another account', async () => {
    await saveDraft(db, home.userId, {
      key: 'draft-0001',
      accountId: work.id,
      identityId: 2,
      mode: 'new',
      originalId: null,
      to: [],
      cc: [],
      bcc: [],
      subject: 'Kept',
      html: null,
      text: '',
      uploads: [],
      editedAt: 1,
    });
    await remove(work);
    const kept = await getDraft(db, home.userId, 'draft-0001');
    expect(kept).toMatchObject({ accountId: home.id, subject: 'Kept' });
    expect(kept).not.toHaveProperty('identityId');
  });

  test('is refused while mail of it waits, for the last one, and for another person', async () => {
    await addOutboxItem(db, {
      userId: home.userId,
      accountId: work.id,
      idempotencyKey: 'key-00000001',
      messageIdHeader: '<1@example.org>',
      subject: 'Waiting',
      to: [],
      envelope: { from: 'work@example.org', to: [] },
      path: '/tmp/1.eml',
      size: 1,
      originalId: null,
      draft: null,
      holdUntil: 0,
      options: { eightBit: false, requireTls: false, deliveryNotice: false },
      sendAt: null,
    });
    await expect(remove(work)).rejects.toMatchObject({ code: 'bad-request' });
    await db.updateTable('outbox').set({ state: 'filed' }).execute();
    await expect(prepareRemoval(db, mia.userId, work.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await remove(work)).toEqual({ files: ['/tmp/1.eml'] });
    await expect(remove(home)).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('signs out who came in with it, but not the browser that asks, nor who came in with another', async () => {
    const [other, own, here] = [
      await createSession(db, home.userId, work.id),
      await createSession(db, home.userId, home.id),
      await createSession(db, home.userId, work.id),
    ];
    await remove(work, here);
    expect(await Promise.all([other, own, here].map((one) => isSessionLive(db, home.userId, one)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
