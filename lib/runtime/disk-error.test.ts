import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { diskError } from './disk-error';

test('a full disk answers 507 with a sentence', async () => {
  const file = createWriteStream('/dev/full');
  file.end('octets');
  const error = await finished(file).catch((thrown: unknown) => thrown);
  expect(diskError(error)).toMatchObject({
    status: 507,
    temporary: true,
    userMessage:
      'The server has no room left on its disk. What you wrote is kept here: try again later, or tell the administrator.',
  });
});

test.each([
  ['SQLITE_FULL', 'no room'],
  ['SQLITE_IOERR_WRITE', 'cannot use its disk'],
  ['EROFS', 'cannot use its disk'],
  ['ENOENT', null],
  ['SQLITE_BUSY', null],
])('%s: %s', (code, said) => {
  const told = diskError(Object.assign(new Error('x'), { code }))?.userMessage ?? null;
  if (said === null) expect(told).toBeNull();
  else expect(told).toContain(said);
});
