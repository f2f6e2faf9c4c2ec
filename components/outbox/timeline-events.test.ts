import { expect, test } from 'vitest';
import type { DeliveryAttempt, DeliveryTimeline } from '@/lib/contract/delivery';
import { testItem } from './testing-item';
import { timelineEvents } from './timeline-events';

const attempt: DeliveryAttempt = {
  id: 1,
  number: 1,
  startedAt: 1,
  endedAt: 2,
  result: 'accepted',
  code: 250,
  text: '2.0.0 taken',
  dialogue: null,
};
const titles = (patch: Partial<DeliveryAttempt>) => {
  const timeline: DeliveryTimeline = {
    item: testItem,
    messageIdHeader: '<1@example.org>',
    queueId: null,
    filedAt: null,
    attempts: [{ ...attempt, ...patch }],
    notices: [],
  };
  return timelineEvents(timeline).map(({ title, tone }) => `${title} (${tone})`);
};

test('an attempt that reached some recipients does not look like one that reached all', () => {
  expect(titles({})).toContain('Attempt 1: the mail server took it (good)');
  expect(titles({ code: 451, text: '4.7.1 Greylisted' })).toContain(
    'Attempt 1: the mail server took it for some (bad)',
  );
});
