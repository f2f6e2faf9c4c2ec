import { beforeEach, expect, test } from 'vitest';
import { createAccount } from './accounts';
import { type Db, openStore } from './db';
import {
  addOutboxItem,
  cancelOutboxItem,
  confirmOutboxItem,
  getOutboxItem,
  listOutbox,
  type NewOutboxItem,
  retryOutboxItem,
} from './outbox';
import { claimFiling, markFiled } from './outbox-filing';
import {
  claimDue,
  forgetDone,
  LEASE_MS,
  markTransfer,
  recordOutcome,
  recoverExpired,
  renewLease,
} from './outbox-queue';

let db: Db;
let fresh: NewOutboxItem;
const server = { host: 'localhost', port: 993, security: 'tls' as const };

beforeEach(async () => {
  db = await openStore(':memory:');
  const account = await createAccount(db, {
    address: 'ann@example.org',
    name: 'Ann',
    username: 'ann',
    imap: server,
    smtp: server,
    secret: 'sealed',
  });
  fresh = {
    userId: account.userId,
    accountId: account.id,
    idempotencyKey: 'key-00000001',
    messageIdHeader: '<1@example.org>',
    subject: 'Hello',
    to: [{ name: '', address: 'ben@example.org' }],
    envelope: { from: 'ann@example.org', to: ['ben@example.org'] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path: '/tmp/1.eml',
    size: 100,
    originalId: null,
    draft: null,
    holdUntil: Date.now() - 1,
    sendAt: null,
  };
});

test('the same idempotency key twice is one message', async () => {
  const [first, second] = await Promise.all([addOutboxItem(db, fresh), addOutboxItem(db, fresh)]);
  expect(second.id).toBe(first.id);
  expect(await listOutbox(db, fresh.userId)).toHaveLength(1);
});

test('a held message is not claimed before its time, and only once after', async () => {
  await addOutboxItem(db, { ...fresh, holdUntil: Date.now() + 10_000 });
  expect(await claimDue(db, Date.now())).toBeNull();
  const [one, other] = await Promise.all([
    claimDue(db, Date.now() + 10_001),
    claimDue(db, Date.now() + 10_001),
  ]);
  expect([one, other].filter(Boolean)).toHaveLength(1);
});

test('what is being sent cannot be taken back', async () => {
  const { id } = await addOutboxItem(db, fresh);
  await claimDue(db, Date.now());
  await expect(cancelOutboxItem(db, fresh.userId, id)).rejects.toThrow('Too late');
});

test('what was taken back is not sent', async () => {
  const { id } = await addOutboxItem(db, fresh);
  await cancelOutboxItem(db, fresh.userId, id);
  expect(await claimDue(db, Date.now())).toBeNull();
});

test('a worker that died before DATA leaves a message to be sent again', async () => {
  const { id } = await addOutboxItem(db, fresh);
  await claimDue(db, Date.now());
  expect(await recoverExpired(db, Date.now())).toBe(0);
  expect(await recoverExpired(db, Date.now() + LEASE_MS + 1)).toBe(1);
  expect((await getOutboxItem(db, fresh.userId, id)).state).toBe('queued');
});

test('a worker that died after DATA began leaves an unclear message that is never claimed by itself', async () => {
  const { id } = await addOutboxItem(db, fresh);
  await markTransfer(db, (await claimDue(db, Date.now()))!, Date.now());
  await recoverExpired(db, Date.now() + LEASE_MS + 1);
  expect((await getOutboxItem(db, fresh.userId, id)).state).toBe('unclear');
  expect(await claimDue(db, Date.now() + 10 ** 10)).toBeNull();
  await retryOutboxItem(db, fresh.userId, id);
  expect(await claimDue(db, Date.now() + 1)).not.toBeNull();
});

test('an unclear message that arrived gets its Sent copy and is not sent again', async () => {
  const { id } = await addOutboxItem(db, fresh);
  await markTransfer(db, (await claimDue(db, Date.now()))!, Date.now());
  await recoverExpired(db, Date.now() + LEASE_MS + 1);
  await confirmOutboxItem(db, fresh.userId, id);
  expect(await claimDue(db, Date.now() + 10 ** 10)).toBeNull();
  expect((await claimFiling(db, Date.now() + 1, Date.now() + LEASE_MS))?.id).toBe(id);
});

test('a renewed lease holds', async () => {
  const { id } = await addOutboxItem(db, fresh);
  const now = Date.now();
  await claimDue(db, now);
  await renewLease(db, id, now + LEASE_MS);
  expect(await recoverExpired(db, now + LEASE_MS + 1)).toBe(0);
});

test('a sent message is filed once; a later success after a partial one is not filed again', async () => {
  const { id } = await addOutboxItem(db, fresh);
  const queued = (await claimDue(db, Date.now()))!;
  const retry = { state: 'retry' as const, nextTryAt: Date.now(), reason: 'busy', acceptedAt: Date.now() };
  const end = { result: 'accepted' as const, dialogue: null, at: Date.now() };
  await recordOutcome(db, queued, { ...retry, remaining: ['ben@example.org'] }, end);
  expect(
    await markFiled(db, (await claimFiling(db, Date.now() + 1, Date.now() + LEASE_MS))!, Date.now()),
  ).toBe(false);
  const again = (await claimDue(db, Date.now() + 1))!;
  const sent = { state: 'sent' as const, nextTryAt: null, reason: null, acceptedAt: Date.now() };
  await recordOutcome(db, again, sent, end);
  expect(await claimFiling(db, Date.now() + 1, Date.now() + LEASE_MS)).toBeNull();
  expect((await getOutboxItem(db, fresh.userId, id)).state).toBe('filed');
  expect(await forgetDone(db, Date.now() - 60_000, 10)).toBe(0);
  expect(await forgetDone(db, Date.now() + 1, 10)).toBe(1);
  await expect(getOutboxItem(db, fresh.userId, id)).rejects.toMatchObject({ code: 'not-found' });
});

test("another person's item does not exist", async () => {
  const { id } = await addOutboxItem(db, fresh);
  for (const call of [getOutboxItem, cancelOutboxItem, retryOutboxItem, confirmOutboxItem]) {
    await expect(call(db, fresh.userId + 1, id)).rejects.toMatchObject({ code: 'not-found' });
  }
});
