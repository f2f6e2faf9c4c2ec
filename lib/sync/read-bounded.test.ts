import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readBounded } from './read-bounded';

test('a stream is read whole when it is short, and left when it is longer than asked for', async () => {
  let given = 0;
  const endless = Readable.from(
    (async function* () {
      for (;;) {
        given++;
        yield Buffer.alloc(1000);
      }
    })(),
    { objectMode: false, highWaterMark: 1 },
  );
  expect((await readBounded(Readable.from([Buffer.from('ab'), Buffer.from('c')]), 10)).toString()).toBe(
    'abc',
  );
  expect((await readBounded(endless, 3500)).length).toBe(4000);
  expect(endless.destroyed).toBe(true);
  expect(given).toBeLessThan(10);
});
