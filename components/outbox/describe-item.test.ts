import { describe, expect, it } from 'vitest';
import { OutboxState, type OutboxItem } from '@/lib/contract/compose';
import { describeItem, serverWords } from './describe-item';

const item: OutboxItem = {
  id: 1,
  accountId: 1,
  state: 'held',
  subject: 'Lunch',
  to: [{ name: 'Ann', address: 'ann@example.org' }],
  createdAt: 0,
  nextTryAt: 10_000,
  responseCode: null,
  responseText: null,
  reason: null,
};
const words = (patch: Partial<OutboxItem>, now = 0) =>
  describeItem({ ...item, ...patch }, now, () => '14:05');

describe('an outbox item in words', () => {
  it('counts the undo window down and never below zero', () => {
    expect(words({}, 2500).state).toBe('Leaves in 8 s');
    expect(words({}, 99_000).state).toBe('Leaves now');
    expect(words({}).actions).toEqual(['take-back']);
  });

  it('shows the server’s status code and phrase on a refusal', () => {
    const refused = words({ state: 'failed', responseCode: 550, responseText: '5.1.1 User unknown' });
    expect(refused.detail).toBe('The server refused: 550 5.1.1 User unknown');
    expect(refused.group).toBe('attention');
    expect(refused.actions).toContain('edit');
  });

  it('does not repeat a code that the phrase begins with', () => {
    expect(serverWords({ ...item, responseCode: 550, responseText: '550 5.1.1 No' })).toBe('550 5.1.1 No');
    expect(serverWords({ ...item, responseCode: 421, responseText: null })).toBe('421');
    expect(serverWords(item)).toBeNull();
  });

  it('names who was reached when only some refused', () => {
    const reason = 'Delivered, but not to bob@example.org (550 No such user)';
    const partly = words({ state: 'failed', responseCode: 550, responseText: 'No such user', reason });
    expect(partly).toMatchObject({ state: 'Not sent to everyone', detail: reason });
  });

  it('says when it tries again', () => {
    const retry = { state: 'retry' as const, responseCode: 451, responseText: '4.7.1 Greylisted' };
    expect(words({ ...retry, nextTryAt: 5000 }).state).toContain('in a moment');
    expect(words({ ...retry, nextTryAt: 600_000 }).state).toContain('at 14:05');
    expect(words({ ...retry, nextTryAt: 5000 }).detail).toContain('451 4.7.1 Greylisted');
  });

  it('leaves the decision about an unclear one to the person', () => {
    expect(words({ state: 'unclear', nextTryAt: null }).actions).toEqual(['arrived', 'send-again']);
  });

  it.each(OutboxState.options)('has words for %s', (state) => {
    expect(words({ state }).state).not.toBe('');
  });
});
