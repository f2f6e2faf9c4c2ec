import { expect, test } from 'vitest';
import type { DeliveryOutcome } from '@/lib/providers/types';
import type { QueuedMessage } from '@/lib/store/outbox-queue';
import { GIVE_UP_MS, WARN_MS } from './backoff';
import { judge } from './judge';

const NOW = 1_800_000_000_000;
const queued: QueuedMessage = {
  id: 1,
  userId: 1,
  accountId: 1,
  host: 'mail.example.org',
  messageIdHeader: '<a@example.org>',
  from: 'ann@example.org',
  remaining: ['ben@example.org', 'cleo@example.org'],
  accepted: [],
  refused: [],
  options: { eightBit: false, requireTls: false, deliveryNotice: false },
  path: '/nowhere',
  size: 10,
  originalId: null,
  attempts: 1,
  attemptId: 1,
  fileAttempts: 0,
  createdAt: NOW,
  firstTryAt: NOW,
};
const answer = (patch: Partial<DeliveryOutcome>): DeliveryOutcome => ({
  result: 'accepted',
  code: 250,
  text: '2.0.0 Ok: queued as 4Xyz',
  accepted: [],
  refused: [],
  ...patch,
});

test('all recipients accepted: sent, and a copy is due', () => {
  expect(judge(queued, answer({ accepted: queued.remaining }), NOW, 0.5)).toMatchObject({
    state: 'sent',
    nextTryAt: null,
    responseCode: 250,
    acceptedAt: NOW,
  });
});

test('a 5xx fails at once with the code and phrase of the server, and what they mean', () => {
  const outcome = judge(
    queued,
    answer({ result: 'refused', code: 550, text: '5.1.1 User unknown' }),
    NOW,
    0.5,
  );
  expect(outcome).toMatchObject({ state: 'failed', responseCode: 550, responseText: '5.1.1 User unknown' });
  expect(outcome.reason).toBe('There is no such address. Check it for typing mistakes.');
  expect(outcome.refused?.map(({ address }) => address)).toEqual(queued.remaining);
  expect(outcome.acceptedAt).toBeUndefined();
});

test('a 4xx is tried again later', () => {
  const outcome = judge(queued, answer({ result: 'temporary', code: 451, text: '4.3.0 Busy' }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'retry', nextTryAt: NOW + 30_000, remaining: queued.remaining });
  expect(outcome.warn).toBe(false);
});

test('after four hours the person is told, after five days a 4xx has failed; a plan does not count', () => {
  const busy = answer({ result: 'temporary', code: 451, text: '4.3.0 Busy' });
  const since = (firstTryAt: number) =>
    judge({ ...queued, createdAt: NOW - 100 * GIVE_UP_MS, firstTryAt }, busy, NOW, 0.5);
  expect(since(NOW)).toMatchObject({ state: 'retry', warn: false });
  expect(since(NOW - WARN_MS)).toMatchObject({ state: 'retry', warn: true });
  expect(since(NOW - GIVE_UP_MS - 1)).toMatchObject({ state: 'failed', nextTryAt: null });
});

test('of recipients refused in different ways only those refused for now are tried again', () => {
  const refused = [
    { address: 'ben@example.org', code: 550, text: '5.1.1 No' },
    { address: 'cleo@example.org', code: 451, text: '4.7.1 Greylisted' },
  ];
  const outcome = judge(queued, answer({ result: 'temporary', code: 451, text: '4.7.1', refused }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'retry', remaining: ['cleo@example.org'], responseCode: 451 });
  expect(outcome.refused?.map(({ address }) => address)).toEqual(['ben@example.org']);
});

test('a network fault is tried again for everybody, in the words of the fault', () => {
  const fault = answer({ result: 'temporary', code: null, text: 'Could not reach mail.example.org.' });
  expect(judge(queued, fault, NOW, 0.5)).toMatchObject({
    state: 'retry',
    remaining: queued.remaining,
    reason: 'Could not reach mail.example.org.',
  });
});

test('a lost answer is unclear and has no next try', () => {
  const outcome = judge(queued, answer({ result: 'unclear', code: null, text: 'closed' }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'unclear', nextTryAt: null });
  expect(outcome.acceptedAt).toBeUndefined();
});

test('one recipient refused for good: failed for that one only, and a copy is due', () => {
  const refused = [{ address: 'cleo@example.org', code: 550, text: '5.1.1 No such user' }];
  const outcome = judge(queued, answer({ accepted: ['ben@example.org'], refused }), NOW, 0.5);
  expect(outcome).toMatchObject({
    state: 'failed',
    acceptedAt: NOW,
    queueId: '4Xyz',
    accepted: ['ben@example.org'],
    remaining: ['cleo@example.org'],
    responseCode: 550,
  });
});

test('one recipient refused for now: only that one is tried again, and then all is sent', () => {
  const refused = [{ address: 'cleo@example.org', code: 450, text: 'Greylisted' }];
  const outcome = judge(queued, answer({ accepted: ['ben@example.org'], refused }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'retry', acceptedAt: NOW, remaining: ['cleo@example.org'] });
  const again = { ...queued, remaining: outcome.remaining!, accepted: outcome.accepted!, attempts: 2 };
  expect(judge(again, answer({ accepted: ['cleo@example.org'] }), NOW, 0.5)).toMatchObject({
    state: 'sent',
    accepted: ['ben@example.org', 'cleo@example.org'],
  });
});
