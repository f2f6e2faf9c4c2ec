// For tests: an outbox item of which a test names what matters.
import type { OutboxItem } from '@/lib/contract/compose';

/** A message in its undo window. */
export const testItem: OutboxItem = {
  id: 1,
  accountId: 1,
  state: 'held',
  subject: 'Lunch',
  to: [{ name: 'Ann', address: 'ann@example.org' }],
  createdAt: 0,
  sendAt: null,
  nextTryAt: 10_000,
  pausedUntil: null,
  firstTryAt: null,
  acceptedAt: null,
  attempts: 0,
  lateMs: null,
  isDelayed: false,
  responseCode: null,
  responseText: null,
  reason: null,
  recipients: [],
  seenIn: null,
  isNoticed: false,
  undelivered: [],
};
