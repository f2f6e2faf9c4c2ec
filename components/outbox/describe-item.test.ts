import { describe, expect, it } from 'vitest';
import { type OutboxItem, OutboxState } from '@/lib/contract/compose';
import { describeItem, serverWords } from './describe-item';
import { testItem } from './testing-item';

const words = (patch: Partial<OutboxItem>, now = 0) =>
  describeItem({ ...testItem, ...patch }, { now, short: () => '14:05', full: () => 'Fri 27 Nov, 08:00' });
const quiet = { code: null, text: '', explanation: null };

describe('an outbox item in words', () => {
  it('counts the undo window down and never below zero', () => {
    expect(words({}, 2500).state).toBe('Leaves in 8 s');
    expect(words({}, 99_000).state).toBe('Leaves now');
    expect(words({}).actions).toEqual(['take-back', 'send-now']);
  });

  it('names the time of a planned one, and says when it left late', () => {
    const planned = words({ sendAt: 5, nextTryAt: 5 });
    expect(planned.state).toBe('Leaves Fri 27 Nov, 08:00');
    expect(planned.actions).toEqual(['edit', 'reschedule', 'send-now']);
    expect(words({ state: 'filed', sendAt: 5, lateMs: 120_000 }).details[0]).toContain(
      'Planned for Fri 27 Nov',
    );
    expect(words({ state: 'filed', sendAt: 5 }).details).toEqual([]);
  });

  it('shows the server’s status code and phrase on a refusal, and what they mean', () => {
    const reason = 'There is no such address.';
    const refused = words({ state: 'failed', responseCode: 550, responseText: '5.1.1 User unknown', reason });
    expect(refused.details).toEqual(['The server refused: 550 5.1.1 User unknown', reason]);
    expect(refused.group).toBe('attention');
    expect(refused.actions).toContain('edit');
  });

  it('does not repeat a code that the phrase begins with', () => {
    expect(serverWords({ ...testItem, responseCode: 550, responseText: '550 5.1.1 No' })).toBe(
      '550 5.1.1 No',
    );
    expect(serverWords({ ...testItem, responseCode: 421, responseText: null })).toBe('421');
    expect(serverWords(testItem)).toBeNull();
  });

  it('names who was refused when others were reached', () => {
    const recipients: OutboxItem['recipients'] = [
      {
        address: 'bob@example.org',
        state: 'refused',
        code: 550,
        text: 'No such user',
        explanation: 'Check it.',
      },
      { address: 'ann@example.org', state: 'accepted', ...quiet },
    ];
    expect(words({ state: 'failed', recipients })).toMatchObject({
      state: 'Not sent to everyone',
      details: ['bob@example.org: 550 No such user. Check it.', 'Taken for ann@example.org'],
    });
  });

  it('says who has it and who is still waited for', () => {
    const recipients: OutboxItem['recipients'] = [
      { address: 'ann@example.org', state: 'accepted', ...quiet },
      { address: 'cleo@example.org', state: 'waiting', ...quiet },
    ];
    const retry = { state: 'retry' as const, responseCode: 451, responseText: '4.7.1 Greylisted' };
    expect(words({ ...retry, recipients }).details.slice(1)).toEqual([
      'Taken for ann@example.org',
      'Still waiting: cleo@example.org',
    ]);
    expect(words({ ...retry, recipients: recipients.slice(1) }).details).toHaveLength(1);
  });

  it('says that the server asked for a pause, and tells the end of it as the next try', () => {
    const queued = { state: 'queued' as const, nextTryAt: 0 };
    expect(words(queued).state).toBe('Waits for its turn');
    const paused = { pausedUntil: 600_000 };
    expect(words({ ...queued, ...paused }).state).toBe(
      'The mail server asked for a pause. We go on at 14:05.',
    );
    expect(words({ ...queued, ...paused }, 600_001).state).toBe('Waits for its turn');
    expect(words({ state: 'retry', nextTryAt: 5000, ...paused }).state).toContain('at 14:05');
    expect(words({ ...paused }, 2500).state).toBe('Leaves in 8 s');
    expect(words({ ...paused }, 10_001).state).toContain('asked for a pause');
  });

  it('says when it tries again', () => {
    const retry = { state: 'retry' as const, responseCode: 451, responseText: '4.7.1 Greylisted' };
    expect(words({ ...retry, nextTryAt: 5000 }).state).toContain('in a moment');
    expect(words({ ...retry, nextTryAt: 600_000 }).state).toContain('at 14:05');
    expect(words({ ...retry, nextTryAt: 5000 }).details[0]).toContain('451 4.7.1 Greylisted');
    expect(words({ ...retry, isDelayed: true }).group).toBe('attention');
  });

  it('leaves the decision about an unclear one to the person, with what was seen', () => {
    expect(words({ state: 'unclear', nextTryAt: null }).actions).toEqual(['arrived', 'send-again']);
    expect(words({ state: 'unclear', seenIn: 'Sent' }).details[1]).toContain('A copy lies in Sent');
  });

  it('says what a notice tells of an unclear one, which is more than a copy does', () => {
    const unclear = { state: 'unclear' as const, nextTryAt: null, seenIn: 'Sent', isNoticed: true };
    expect(words(unclear).state).toContain('It has left');
    expect(words(unclear).details[1]).toContain('A notice about it came back');
    const bounced = words({ ...unclear, undelivered: ['bob@example.org'] });
    expect(bounced.details[1]).toContain('not delivered to bob@example.org');
    expect(bounced.actions).toEqual(['arrived', 'send-again']);
  });

  it('brings a message back to attention when a notice says that it did not arrive', () => {
    expect(words({ state: 'filed', undelivered: ['bob@example.org'] })).toMatchObject({
      group: 'attention',
      actions: ['dismiss'],
    });
  });

  it.each(OutboxState.options)('has words for %s', (state) => {
    expect(words({ state }).state).not.toBe('');
  });
});
