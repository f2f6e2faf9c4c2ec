import { expect, it } from 'vitest';
import type { OutboxItem } from '@/lib/contract/compose';
import { dueNotices, noticeOf } from './due-notices';
import { testItem } from './testing-item';

const item = (id: number, state: OutboxItem['state']): OutboxItem => ({
  ...testItem,
  id,
  state,
  responseCode: 550,
  responseText: 'No',
});

it('A failure is told once, and again when it fails again after a retry', () => {
  const first = dueNotices([item(1, 'failed'), item(2, 'queued'), item(3, 'unclear')], []);
  expect(first.due.map(({ id }) => id)).toEqual([1, 3]);
  expect(dueNotices([item(1, 'failed'), item(3, 'unclear')], first.names).due).toEqual([]);
  const retried = dueNotices([item(1, 'queued')], first.names);
  expect(retried.names).toEqual([]);
  expect(dueNotices([item(1, 'failed')], retried.names).due).toHaveLength(1);
});

it('A long delay, a bounce and a late departure are told; the answer of each further try is not', () => {
  const delayed = { ...item(1, 'retry'), isDelayed: true };
  expect(noticeOf(delayed)).toBe('delayed');
  const { names } = dueNotices([delayed], []);
  expect(dueNotices([{ ...delayed, responseText: 'still no' }], names).due).toEqual([]);
  expect(noticeOf({ ...item(1, 'filed'), undelivered: ['a@x'] })).toBe('undelivered');
  expect(noticeOf({ ...item(1, 'filed'), lateMs: 90_000, acceptedAt: 1 })).toBe('late');
  expect(noticeOf(item(1, 'retry'))).toBeNull();
});

it('A trace of an unclear message is told when it is found, once', () => {
  const unclear = item(1, 'unclear');
  const { names } = dueNotices([unclear], []);
  for (const trace of [{ seenIn: 'Sent' }, { isNoticed: true }]) {
    const traced = { ...unclear, ...trace };
    const news = dueNotices([traced], names);
    expect([noticeOf(traced), news.due.length]).toEqual(['traced', 1]);
    expect(dueNotices([traced], news.names).due).toEqual([]);
  }
});
