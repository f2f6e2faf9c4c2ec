import { expect, test } from 'vitest';
import { peopleIn } from './all-people';

const header = (to: string[], more = '') =>
  Buffer.from(`Subject: All\r\nTo: ${to.join(',\r\n ')}\r\n${more}\r\n`);
const everyone = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.org`);

test('everyone that a header names is there, however many', () => {
  const { to, cc, bcc } = peopleIn(header(everyone(12_000), 'Cc: Cleo <cleo@example.org>\r\n'));
  expect(to).toHaveLength(12_000);
  expect(to.at(-1)).toEqual({ name: '', address: 'p11999@example.org' });
  expect([cc, bcc]).toEqual([[{ name: 'Cleo', address: 'cleo@example.org' }], []]);
});

test('a list that cannot be read whole is refused, not cut', () => {
  const refusal = expect.objectContaining({ userMessage: expect.stringContaining('more recipients than') });
  expect(() => peopleIn(header(everyone(20_001)))).toThrow(refusal);
  const cut = header(everyone(1), `Cc: ${'x'.repeat(100)}\r\n `.repeat(10_000)).subarray(0, 1024 * 1024);
  expect(() => peopleIn(cut)).toThrow(refusal);
});
