import { expect, test } from 'vitest';
import { mediumTime, shortTime, sizeText } from './time-text';

const times = { zone: 'Europe/Berlin', locale: 'en-GB' };
const now = Date.parse('2026-11-24T23:30:00Z'); // 25 November, half past midnight, in Berlin

test.each([
  ['2026-11-24T23:05:00Z', '00:05'],
  ['2026-11-24T22:59:00Z', '24 Nov'],
  ['2026-01-02T12:00:00Z', '2 Jan'],
  ['2025-12-31T12:00:00Z', '31/12/2025'],
  ['0001-01-01T00:00:00Z', '01/01/1'],
])('%s reads %s', (at, text) => {
  expect(shortTime(Date.parse(at), now, times)).toContain(text);
});

test('the head of a message names the weekday this year and the year before', () => {
  expect(mediumTime(Date.parse('2026-11-24T10:41:00Z'), now, times)).toBe('Tue 24 Nov, 11:41');
  expect(mediumTime(Date.parse('2019-03-01T10:41:00Z'), now, times)).toBe('1 Mar 2019, 11:41');
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [340_000, '340 kB'],
  [1_440_000, '1.4 MB'],
  [26_214_400, '26 MB'],
])('%d octets read %s', (octets, text) => {
  expect(sizeText(octets, 'en-GB').replace(/(\d)([kM])/u, '$1 $2')).toBe(text);
});
