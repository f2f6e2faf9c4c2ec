import { beforeEach, expect, test } from 'vitest';
import { createAccount } from './accounts';
import { type Db, openStore } from './db';
import { listAttempts } from './delivery-attempts';
import { addNotices, findNoticed, listNotices, type NewNotice } from './delivery-notices';
import {
  addOutboxItem,
  dismissOutboxItem,
  getOutboxItem,
  listOutbox,
  type NewOutboxItem,
  outboxIdOf,
  pathOf,
  rescheduleOutboxItem,
  retryOutboxItem,
  settleNotices,
  wayOf,
} from './outbox';
import { claimDue, LEASE_MS, markTransfer, nextDueAt, recordOutcome, recoverExpired } from './outbox-queue';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
let fresh: NewOutboxItem;
let serial = 0;

const add = (patch: Partial<NewOutboxItem> = {}) =>
  addOutboxItem(db, {
    ...fresh,
    idempotencyKey: `key-0000${++serial}`,
    messageIdHeader: `<uuid-0000${serial}@example.org>`,
    ...patch,
  });
const end = (result: 'accepted' | 'temporary' | 'refused' | 'unclear') => ({
  result,
  dialogue: null,
  at: Date.now(),
});
const sent = { state: 'sent' as const, nextTryAt: null, reason: null };

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  fresh = {
    userId: ann.userId,
    accountId: ann.id,
    idempotencyKey: '',
    messageIdHeader: '',
    subject: 'Hello',
    to: [],
    envelope: { from: 'ann@example.org', to: ['ben@example.org', 'cleo@example.org'] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path: '/tmp/1.eml',
    size: 100,
    originalId: null,
    draft: null,
    holdUntil: Date.now() - 1,
    sendAt: null,
  };
});

test('a planned message waits, can be planned again, and then has the octets with the new date', async () => {
  const sendAt = Date.now() + 3600_000;
  const { id } = await add({ holdUntil: sendAt, sendAt });
  expect(await claimDue(db, Date.now())).toBeNull();
  expect(await nextDueAt(db)).toBe(sendAt);
  const later = { sendAt: sendAt + 1, path: '/tmp/2.eml', size: 101 };
  const { item, oldPath } = await rescheduleOutboxItem(db, ann.userId, id, later);
  expect([item.state, item.sendAt, oldPath]).toEqual(['held', sendAt + 1, '/tmp/1.eml']);
  const now = await rescheduleOutboxItem(db, ann.userId, id, { ...later, sendAt: null });
  expect([now.item.state, now.item.sendAt]).toEqual(['queued', null]);
  expect((await claimDue(db, Date.now() + 1))?.path).toBe('/tmp/2.eml');
  await expect(rescheduleOutboxItem(db, ann.userId, id, later)).rejects.toThrow('moved on');
});

test('a planned message that left late says by how much; in time it does not', async () => {
  const sendAt = Date.now() - 3600_000;
  const { id } = await add({ holdUntil: sendAt, sendAt });
  await claimDue(db, sendAt + 10 * 60_000);
  expect((await getOutboxItem(db, ann.userId, id)).lateMs).toBe(10 * 60_000);
  const other = await add({ holdUntil: sendAt, sendAt });
  await claimDue(db, sendAt + 20_000);
  expect((await getOutboxItem(db, ann.userId, other.id)).lateMs).toBeNull();
});

test('the attempt is written down before it is made, and ends with what came of it', async () => {
  const { id } = await add();
  const queued = (await claimDue(db, Date.now()))!;
  expect(await listAttempts(db, id)).toMatchObject([{ number: 1, endedAt: null, result: null }]);
  await recordOutcome(
    db,
    queued,
    {
      ...sent,
      accepted: queued.remaining,
      acceptedAt: 5,
      responseCode: 250,
      responseText: 'Ok',
      queueId: '4X',
    },
    end('accepted'),
  );
  expect(await listAttempts(db, id)).toMatchObject([
    { number: 1, result: 'accepted', code: 250, text: 'Ok' },
  ]);
  expect(await wayOf(db, ann.userId, id)).toMatchObject({ queueId: '4X', filedAt: null });
});

test('a busy account or a full host is passed over, the next one is not', async () => {
  await add();
  expect(await claimDue(db, Date.now(), { accounts: [ann.id] })).toBeNull();
  expect(await claimDue(db, Date.now(), { hosts: ['localhost'] })).toBeNull();
  expect(await nextDueAt(db, { hosts: ['localhost'] })).toBeNull();
  const server = { host: 'other.example.org', port: 465, security: 'tls' as const };
  const mia = await createAccount(db, {
    address: 'mia@example.org',
    name: 'Mia',
    username: 'mia2',
    imap: server,
    smtp: server,
    secret: 'sealed',
  });
  await add({ userId: mia.userId, accountId: mia.id });
  expect((await claimDue(db, Date.now(), { hosts: ['localhost'] }))?.host).toBe('other.example.org');
});

test('a process that slept past its lease hands nothing over; what it learned afterwards still counts', async () => {
  const { id } = await add();
  const slept = (await claimDue(db, Date.now()))!;
  await recoverExpired(db, Date.now() + LEASE_MS + 1);
  const other = (await claimDue(db, Date.now() + LEASE_MS + 2))!;
  expect(await markTransfer(db, slept, Date.now())).toBe(false);
  expect(await markTransfer(db, other, Date.now())).toBe(true);
  await recoverExpired(db, Date.now() + 2 * LEASE_MS);
  expect((await getOutboxItem(db, ann.userId, id)).state).toBe('unclear');
  await recordOutcome(db, slept, { ...sent, acceptedAt: 1 }, end('accepted'));
  expect((await getOutboxItem(db, ann.userId, id)).state).toBe('unclear');
  await recordOutcome(db, other, { ...sent, acceptedAt: 1 }, end('accepted'));
  expect((await getOutboxItem(db, ann.userId, id)).state).toBe('sent');
});

test('a partly refused message shows each recipient; a retry goes to the rest; dropped from the list it keeps its copy', async () => {
  const { id } = await add();
  const queued = (await claimDue(db, Date.now()))!;
  const refused = [
    { address: 'cleo@example.org', code: 550, text: '5.1.1 No', explanation: 'There is none.' },
  ];
  await recordOutcome(
    db,
    queued,
    {
      ...sent,
      state: 'failed',
      accepted: ['ben@example.org'],
      remaining: ['cleo@example.org'],
      refused,
      acceptedAt: 9,
    },
    end('accepted'),
  );
  expect((await getOutboxItem(db, ann.userId, id)).recipients).toEqual([
    { ...refused[0], state: 'refused' },
    { address: 'ben@example.org', state: 'accepted', code: null, text: '', explanation: null },
  ]);
  await retryOutboxItem(db, ann.userId, id);
  const again = (await claimDue(db, Date.now() + 1))!;
  expect(again.remaining).toEqual(['cleo@example.org']);
  await recordOutcome(db, again, { ...sent, state: 'failed', refused }, end('refused'));
  await dismissOutboxItem(db, ann.userId, id);
  expect((await getOutboxItem(db, ann.userId, id)).state).toBe('sent');
});

test("'Send now' to those refused for now keeps the answer to those refused for good", async () => {
  const { id } = await add();
  const refused = [{ address: 'ben@example.org', code: 550, text: '5.1.1 No', explanation: null }];
  const busy = { state: 'retry' as const, nextTryAt: Date.now() + 60_000, reason: 'busy' };
  await recordOutcome(
    db,
    (await claimDue(db, Date.now()))!,
    { ...busy, remaining: ['cleo@example.org'], refused },
    end('temporary'),
  );
  const { recipients } = await retryOutboxItem(db, ann.userId, id);
  expect(recipients.map(({ address, state }) => [address, state])).toEqual([
    ['ben@example.org', 'refused'],
    ['cleo@example.org', 'waiting'],
  ]);
  const again = (await claimDue(db, Date.now() + 1))!;
  expect([again.remaining, again.refused]).toEqual([['cleo@example.org'], refused]);
  // Once tried again, the old answer is history.
  await recordOutcome(
    db,
    again,
    { state: 'failed', nextTryAt: null, reason: null, remaining: ['ben@example.org'] },
    end('accepted'),
  );
  await retryOutboxItem(db, ann.userId, id);
  expect((await claimDue(db, Date.now() + 2))?.refused).toEqual([]);
});

const notice = (patch: Partial<NewNotice>): NewNotice => ({
  key: '<bounce@x>',
  messageId: 0,
  at: 1,
  action: 'failed',
  recipient: 'ben@example.org',
  status: '5.1.1',
  diagnostic: '550 no',
  reportedBy: 'mx.example.org',
  ...patch,
});

test('a notice is found by Message-ID or ENVID, kept once, told until the person has seen it', async () => {
  const { id } = await add();
  await pull(db, ann, 'INBOX', message(1));
  const { id: messageId } = await db.selectFrom('message').select('id').executeTakeFirstOrThrow();
  const queued = (await claimDue(db, Date.now()))!;
  await recordOutcome(
    db,
    queued,
    { ...sent, accepted: queued.remaining, acceptedAt: Date.now() },
    end('accepted'),
  );
  const header = queued.messageIdHeader;
  const envelopeId = header.slice(1).split('@')[0]!;
  for (const about of [
    { messageIds: ['<other@x>', header], envelopeId: null },
    { messageIds: [], envelopeId },
  ])
    expect((await findNoticed(db, ann.id, about))?.id).toBe(id);
  expect(await findNoticed(db, ann.id, { messageIds: [], envelopeId: 'uuid' })).toBeNull();
  expect(await findNoticed(db, ann.id + 1, { messageIds: [header], envelopeId })).toBeNull();
  for (let times = 0; times < 2; times++) await addNotices(db, id, ann.userId, [notice({ messageId })]);
  expect(await listNotices(db, id)).toHaveLength(1);
  expect((await listOutbox(db, ann.userId))[0]?.undelivered).toEqual(['ben@example.org']);
  await settleNotices(db, ann.userId, id);
  expect((await listOutbox(db, ann.userId))[0]?.undelivered).toEqual([]);
  await addNotices(db, id, ann.userId, [notice({ messageId })]);
  expect((await listOutbox(db, ann.userId))[0]?.undelivered).toEqual([]);
  await addNotices(db, id, ann.userId, [notice({ messageId, recipient: 'cleo@example.org', key: '<b2@x>' })]);
  expect((await listOutbox(db, ann.userId))[0]?.undelivered).toEqual(['ben@example.org', 'cleo@example.org']);
});

test("another person's message has no way, no path and no other time", async () => {
  const { id } = await add();
  const stranger = (await addAccount(db, 'mia')).userId;
  await expect(wayOf(db, stranger, id)).rejects.toMatchObject({ code: 'not-found' });
  await expect(pathOf(db, stranger, id)).rejects.toMatchObject({ code: 'not-found' });
  const later = { sendAt: null, path: '/x', size: 1 };
  await expect(rescheduleOutboxItem(db, stranger, id, later)).rejects.toMatchObject({ code: 'not-found' });
  await expect(settleNotices(db, stranger, id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await outboxIdOf(db, stranger, 1)).toBeNull();
});
