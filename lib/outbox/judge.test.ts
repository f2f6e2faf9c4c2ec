import { expect, test } from 'vitest';
import type { DeliveryOutcome } from '@/lib/providers/types';
import type { QueuedMessage } from '@/lib/store/outbox-queue';
import { GIVE_UP_MS } from './backoff';
import { judge } from './judge';

const NOW = 1_800_000_000_000;
const queued: QueuedMessage = {
  id: 1,
  userId: 1,
  accountId: 1,
  messageIdHeader: '<a@example.org>',
  from: 'ann@example.org',
  remaining: ['ben@example.org', 'cleo@example.org'],
  refused: [],
  path: '/nowhere',
  size: 10,
  originalId: null,
  attempts: 1,
  fileAttempts: 0,
  createdAt: NOW,
};
const answer = (patch: Partial<DeliveryOutcome>): DeliveryOutcome => ({
  result: 'accepted',
  code: 250,
  text: '2.0.0 Ok: queued as 4X',
  accepted: [],
  refused: [],
  transcript: [],
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

test('a 5xx fails at once with the code and phrase of the server', () => {
  const outcome = judge(
    queued,
    answer({ result: 'refused', code: 550, text: '5.1.1 User unknown' }),
    NOW,
    0.5,
  );
  expect(outcome).toMatchObject({ state: 'failed', responseCode: 550, responseText: '5.1.1 User unknown' });
  expect(outcome.reason).toContain('550 5.1.1 User unknown');
  expect(outcome.acceptedAt).toBeUndefined();
});

test('a 4xx is tried again later', () => {
  const outcome = judge(queued, answer({ result: 'temporary', code: 451, text: '4.3.0 Busy' }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'retry', nextTryAt: NOW + 30_000, remaining: queued.remaining });
});

test('after five days a 4xx has failed', () => {
  const old = { ...queued, createdAt: NOW - GIVE_UP_MS - 1 };
  const outcome = judge(old, answer({ result: 'temporary', code: 451, text: '4.3.0 Busy' }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'failed', nextTryAt: null });
});

test('a lost answer is unclear and has no next try', () => {
  const outcome = judge(queued, answer({ result: 'unclear', code: null, text: 'closed' }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'unclear', nextTryAt: null });
  expect(outcome.acceptedAt).toBeUndefined();
});

test('one recipient refused for good: failed for that one only, and a copy is due', () => {
  const refused = [{ address: 'cleo@example.org', code: 550, text: 'No such user' }];
  const outcome = judge(queued, answer({ accepted: ['ben@example.org'], refused }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'failed', acceptedAt: NOW, remaining: ['cleo@example.org'] });
  expect(outcome.reason).toBe('Delivered, but not to cleo@example.org (550 No such user)');
});

test('one recipient refused for now: only that one is tried again', () => {
  const refused = [{ address: 'cleo@example.org', code: 450, text: 'Greylisted' }];
  const outcome = judge(queued, answer({ accepted: ['ben@example.org'], refused }), NOW, 0.5);
  expect(outcome).toMatchObject({ state: 'retry', acceptedAt: NOW, remaining: ['cleo@example.org'] });
});
