import { beforeAll, expect, test } from 'vitest';
import { seal, unseal } from './vault';

beforeAll(() => {
  process.env.APP_SECRET = 'a secret for the tests of the vault';
});

test.each(['', 'pass word', 'pässwörd ✓ \u0000', 'x'.repeat(10_000)])('opens what it sealed: %#', (plain) => {
  expect(unseal(seal(plain))).toBe(plain);
});

test('the same password looks different each time and never shows', () => {
  expect(seal('tiger')).not.toBe(seal('tiger'));
  expect(seal('tiger')).not.toContain('tiger');
});

test('what is sealed for one use opens for no other', () => {
  expect(unseal(seal('tiger', 'shown on a page'), 'shown on a page')).toBe('tiger');
  expect(() => unseal(seal('tiger'), 'shown on a page')).toThrow();
  expect(() => unseal(seal('tiger', 'shown on a page'))).toThrow();
});

test('what was sealed before uses were told apart still opens', () => {
  // Made with 'a secret for the tests of the vault'.
  const old = 'v1.wKsjAKLeYSMzSE3t.OSfaBLJ7wUgfymZuhMTJoQ.vWuSc-Q';
  expect(unseal(old)).toBe('tiger');
});

test('an altered or foreign text does not open', () => {
  const sealed = seal('tiger');
  const pieces = sealed.split('.');
  const first = pieces[3]!.startsWith('A') ? 'B' : 'A';
  expect(() => unseal([...pieces.slice(0, 3), first + pieces[3]!.slice(1)].join('.'))).toThrow();
  expect(() => unseal('tiger')).toThrow('not a sealed secret');
});
