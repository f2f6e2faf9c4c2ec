import { expect, test } from 'vitest';
import { Rest } from './rest';

const LONG_MS = 20 * 60_000;
const told = (done: Promise<void>) => done.then(() => 'over');

test('news ends the pause: before it, while its length is worked out, and during it', async () => {
  const rest = new Rest();
  rest.wake();
  await expect(told(rest.sleep(async () => LONG_MS))).resolves.toBe('over');
  rest.begin();
  const whileWorkedOut = rest.sleep(async () => {
    await Promise.resolve();
    rest.wake();
    return LONG_MS;
  });
  await expect(told(whileWorkedOut)).resolves.toBe('over');
  rest.begin();
  const during = rest.sleep(async () => LONG_MS);
  setImmediate(() => rest.wake());
  await expect(told(during)).resolves.toBe('over');
});

test('without news it lasts as long as it may, and old news does not cut it short', async () => {
  const rest = new Rest();
  rest.wake();
  rest.begin();
  const from = performance.now();
  await rest.sleep(async () => 30);
  expect(performance.now() - from).toBeGreaterThan(25);
});
