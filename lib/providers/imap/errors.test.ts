import { expect, test } from 'vitest';
import { mailServerError } from './errors';

/** A tagged answer as imapflow throws it. */
const answered = (status: string, code: string, words: string) =>
  Object.assign(new Error('Command failed'), {
    responseStatus: status,
    responseText: words,
    ...(code ? { serverResponseCode: code } : {}),
  });

// RFC 5530 3, RFC 9051 7.1, RFC 3501 7.1, RFC 7889.
test.each([
  ['UNAVAILABLE', 'Backend is down', true, 'mail.test is not available just now. It says: Backend is down'],
  ['INUSE', 'Locked', true, 'mail.test is not available just now. It says: Locked'],
  ['SERVERBUG', 'Oops', true, 'mail.test is not available just now. It says: Oops'],
  ['EXPUNGEISSUED', 'Some are gone', true, 'mail.test is not available just now. It says: Some are gone'],
  ['THROTTLED', 'Slow down', true, 'mail.test is not available just now. It says: Slow down'],
  [
    'OVERQUOTA',
    'Account exceeded command or bandwidth limits.',
    true,
    /^mail\.test is not available just now/u,
  ],
  [
    'OVERQUOTA',
    'Quota exceeded',
    false,
    'The mailbox on mail.test is full: delete something there first. It says: Quota exceeded',
  ],
  ['LIMIT', 'Too many flags', false, 'mail.test refused: Too many flags'],
  [
    'CONTACTADMIN',
    'Ask us',
    false,
    'mail.test refused, and asks you to contact its administrator. It says: Ask us',
  ],
  ['NOPERM', 'Access denied', false, 'mail.test refused: Access denied'],
  ['CANNOT', 'Not here', false, 'mail.test refused: Not here'],
  ['CLIENTBUG', 'You err', false, 'mail.test refused: You err'],
  ['CORRUPTION', 'Broken index', false, 'mail.test refused: Broken index'],
  ['TRYCREATE', 'No such folder', false, 'This folder is not on mail.test any more. It says: No such folder'],
  ['NONEXISTENT', 'Gone', false, 'This folder is not on mail.test any more. It says: Gone'],
  ['TOOBIG', 'Big', false, 'The message is too large for mail.test.'],
  ['', 'Read-only folder', false, 'mail.test refused: Read-only folder'],
])('NO [%s] %s: may pass: %s', (code, words, temporary, text) => {
  const error = mailServerError(answered('NO', code, words), 'mail.test');
  expect(error.temporary).toBe(temporary);
  expect(error.userMessage).toMatch(text);
});

test('a code that is only in the line of the answer counts too', () => {
  const failure = Object.assign(new Error('Command failed'), {
    responseStatus: 'NO',
    response: 'A1 NO [INUSE] Locked',
  });
  expect(mailServerError(failure, 'mail.test').temporary).toBe(true);
});

test('at a log-in the word of the administrator is not taken for a wrong password', () => {
  const failure = Object.assign(answered('NO', 'CONTACTADMIN', 'Ask us'), { authenticationFailed: true });
  expect(mailServerError(failure, 'mail.test')).toMatchObject({ code: 'connection-lost', temporary: true });
});

test('an Exchange that asks for a pause is asked again later', () => {
  const throttled = answered('BAD', '', 'Request is throttled. Suggested Backoff Time: 290 milliseconds');
  const error = mailServerError(Object.assign(throttled, { code: 'ETHROTTLE' }), 'mail.test');
  expect(error).toMatchObject({ code: 'connection-lost', temporary: true });
});
