import { expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { atField } from './check-login';

test.each([
  ['timed-out', 'imapHost', 'It was silent. Check port and security.'],
  ['refused-by-server', 'imapHost', 'It was silent.'],
  ['wrong-password', 'password', 'It was silent.'],
] as const)('%s is shown at %s: %s', (code, field, userMessage) => {
  const error = new AppError(code, { userMessage: 'It was silent.', temporary: true });
  expect(atField(error, 'imapHost')).toMatchObject({ code, field, userMessage, temporary: true });
});
