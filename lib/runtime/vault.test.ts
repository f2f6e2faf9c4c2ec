import { beforeAll, expect, test } from 'vitest';
import { seal, unseal } from './vault';

beforeAll(() => {
  process.env.APP_SECRET = 'a secret for the tests of the vault';
});

test.each(['', 'pass word', 'pässwörd ✓ \u0000', 'x'.repeat(10_000)])('opens what it sealed: %j', (plain) => {
  expect(unseal(seal(plain))).toBe(plain);
});

test('the same password looks different each time and never shows', () => {
  expect(seal('tiger')).not.toBe(seal('tiger'));
  expect(seal('tiger')).not.toContain('tiger');
});

test('an altered or foreign text does not open', () => {
  const sealed = seal('tiger');
  const last = sealed.at(-1) === 'A' ? 'B' : 'A';
  expect(() => unseal(sealed.slice(0, -1) + last)).toThrow();
  expect(() => unseal('tiger')).toThrow('not a sealed secret');
});
