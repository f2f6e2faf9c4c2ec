import { expect, it } from 'vitest';
import type { OutboxItem } from '@/lib/contract/compose';
import { dueNotices } from './due-notices';

const item = (id: number, state: OutboxItem['state']): OutboxItem => ({
  id,
  accountId: 1,
  state,
  subject: '',
  to: [],
  createdAt: 0,
  nextTryAt: null,
  responseCode: 550,
  responseText: 'No',
  reason: null,
});

it('A failure is told once, and again when it fails again after a retry', () => {
  const first = dueNotices([item(1, 'failed'), item(2, 'queued'), item(3, 'unclear')], []);
  expect(first.due.map(({ id }) => id)).toEqual([1, 3]);
  expect(dueNotices([item(1, 'failed'), item(3, 'unclear')], first.names).due).toEqual([]);
  const retried = dueNotices([item(1, 'queued')], first.names);
  expect(retried.names).toEqual([]);
  expect(dueNotices([item(1, 'failed')], retried.names).due).toHaveLength(1);
});
