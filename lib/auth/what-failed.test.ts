import { expect, test } from 'vitest';
import { whatFailed } from './what-failed';

test('of what next-auth hands over only the message of the error is told', () => {
  const error = Object.assign(new Error('invalid_client (no such client)'), { response: 'the whole answer' });
  expect(whatFailed('SIGNIN_OAUTH_ERROR', error)).toEqual({
    code: 'SIGNIN_OAUTH_ERROR',
    error: 'invalid_client (no such client)',
  });
  const detail = { error, providerId: 'club', tokens: { access_token: 'secret' } };
  expect(whatFailed('OAUTH_CALLBACK_ERROR', detail)).toEqual({
    code: 'OAUTH_CALLBACK_ERROR',
    error: 'invalid_client (no such client)',
  });
});

test.each([undefined, null, 'text', 7, {}, { error: 'text' }])('%j has no message', (detail) => {
  expect(whatFailed('CODE', detail)).toEqual({ code: 'CODE', error: '' });
});

test('what somebody sends does not fill the log', () => {
  const { code, error } = whatFailed('x'.repeat(1000), new Error('y'.repeat(1000)));
  expect([code.length, error.length]).toEqual([300, 300]);
});
