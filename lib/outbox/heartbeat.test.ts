import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { log } from '@/lib/runtime/log';
import { LEASE_MS } from '@/lib/store/outbox-queue';
import { startHeartbeat } from './heartbeat';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a renewal that fails is logged and does not end the process; the next one is made all the same', async () => {
  const warn = vi.spyOn(log, 'warn').mockReturnValue();
  let renewals = 0;
  const stop = startHeartbeat(async () => {
    renewals++;
    if (renewals === 1) throw new Error('database is locked');
  });
  await vi.advanceTimersByTimeAsync(LEASE_MS);
  stop();
  await vi.advanceTimersByTimeAsync(LEASE_MS);
  expect(renewals).toBe(3);
  expect(warn.mock.calls.map(([fields]) => fields)).toEqual([{ error: 'Error: database is locked' }]);
});
