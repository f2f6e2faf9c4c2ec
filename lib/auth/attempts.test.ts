import { expect, test } from 'vitest';
import { takeAttempt } from './attempts';

const outcome = (name: string, ip: string) =>
  takeAttempt(name, ip).then(
    () => 'tried',
    (error: { code: string }) => error.code,
  );

test('five wrong passwords from one place, then a pause; capitals make no other name, another place does', async () => {
  for (let guess = 0; guess < 5; guess++) expect(await outcome('ann@a.test', '1')).toBe('tried');
  expect(await outcome('ANN@a.test', '1')).toBe('rate-limited');
  expect(await outcome('ann@a.test', '2')).toBe('tried');
});

test('many at once get no more tries than one after the other', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, () => outcome('many@a.test', '1')));
  expect(all.filter((one) => one === 'tried')).toHaveLength(5);
});

test('from many places thirty', async () => {
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, ip) => outcome('wide@a.test', `10.0.0.${ip}`)),
  );
  expect(all.filter((one) => one === 'tried')).toHaveLength(30);
});

test('a right password forgets what was counted here; a server that is away counts nothing', async () => {
  for (let round = 0; round < 3; round++) {
    for (let guess = 0; guess < 4; guess++) await takeAttempt('right@a.test', '1');
    await (await takeAttempt('right@a.test', '1')).wasRight();
  }
  for (let round = 0; round < 20; round++) await (await takeAttempt('away@a.test', '1')).wasNoGuess();
  expect(await outcome('away@a.test', '1')).toBe('tried');
});
