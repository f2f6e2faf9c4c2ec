import { expect, test } from 'vitest';
import { offersFor } from './offers-for';

const GOOGLE = { id: 'google', name: 'Google', domains: ['gmail.com'], host: 'imap.gmail.com' };
const CLUB = { id: 'club', name: 'The club', domains: ['club.test', 'xn--mller-kva.test'], host: null };

test.each([
  ['ann@club.test', [CLUB]],
  ['ann@CLUB.test', [CLUB]],
  ['jörg@müller.test', [CLUB]],
  ['ann@gmail.com', [GOOGLE]],
  ['ann@club.test.evil.test', []],
  ['ann@club', []],
  ['club.test', []],
  ['', []],
])('%j is offered %j', (address, expected) => {
  expect(offersFor([GOOGLE, CLUB], address, null)).toEqual(expected);
});

test('a domain whose mail lies at a provider is offered that provider', () => {
  expect(offersFor([GOOGLE, CLUB], 'ann@found.test', 'imap.gmail.com')).toEqual([GOOGLE]);
  expect(offersFor([GOOGLE, CLUB], 'ann@found.test', 'imap.found.test')).toEqual([]);
});
