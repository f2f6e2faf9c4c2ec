import { expect, test } from 'vitest';
import { queueId } from './queue-id';

test.each([
  ['2.0.0 Ok: queued as 4Xg2sK1n0kz9', '4Xg2sK1n0kz9'],
  ['OK id=1rTzaB-0004Fd-2x', '1rTzaB-0004Fd-2x'],
  [
    '2.0.0 OK  1705331230 d2e1a72fcca58-6db7f1e18a5sm1234567b3a.0 - gsmtp',
    'd2e1a72fcca58-6db7f1e18a5sm1234567b3a.0',
  ],
  ['2.0.0 s7ABCDEF012345 Message accepted for delivery', 's7ABCDEF012345'],
  [
    '2.6.0 <x@y.prod.outlook.com> [InternalId=123456, Hostname=AB] Queued mail for delivery',
    'x@y.prod.outlook.com',
  ],
  ['2.0.0 Ok', null],
  ['', null],
])('%s', (answer, id) => {
  expect(queueId(answer)).toBe(id);
});
