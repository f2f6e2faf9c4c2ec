import { expect, test } from 'vitest';
import { lookAlike } from './look-alike';

test.each([
  ['gmial.com', 'gmail.com'],
  ['gmail.co', 'gmail.com'],
  ['gnail.com', 'gmail.com'],
  ['exarnple.org', 'example.org'],
  ['examp1e.org', 'example.org'],
  ['ехаmple.org', 'example.org'],
  ['exámple.org', 'example.org'],
  ['exmaple.org', 'example.org'],
  ['EXAMPEL.ORG', 'example.org'],
])('%s is taken for %s', (domain, known) => {
  expect(lookAlike(domain, ['example.org'])).toBe(known);
});

test.each(['example.org', 'gmail.com', 'mail.example.org', 'other.net', 'x.io', 'example.com'])(
  '%s is itself',
  (domain) => {
    expect(lookAlike(domain, ['example.org', 'y.io'])).toBeNull();
  },
);
