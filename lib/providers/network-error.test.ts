import { expect, test } from 'vitest';
import { networkError } from './network-error';

const failure = (code: string, originalCode?: string) =>
  Object.assign(new Error('it failed'), { code, ...(originalCode ? { originalCode } : {}) });

test.each([
  ['ENOTFOUND', 'unknown-host', false, 'There is no server named mail.example.org. Check the server name.'],
  ['EAI_AGAIN', 'unknown-host', true, 'There is no server named'],
  ['ECONNREFUSED', 'connection-lost', true, 'Could not reach mail.example.org.'],
  ['EHOSTUNREACH', 'connection-lost', true, 'Could not reach mail.example.org.'],
  ['ECONNRESET', 'connection-lost', true, 'mail.example.org closed the connection.'],
  ['ETIMEDOUT', 'timed-out', true, 'mail.example.org did not answer in time.'],
  ['GREETING_TIMEOUT', 'timed-out', true, 'mail.example.org did not answer in time.'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-refused', false, 'it is self-signed'],
  ['CERT_HAS_EXPIRED', 'certificate-refused', false, 'it has expired'],
  ['CERT_NOT_YET_VALID', 'certificate-refused', false, 'it is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-refused', false, 'it was made for another server name'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-refused', false, 'its issuer is unknown'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'certificate-refused', false, 'Check port and security'],
])('%s is %s', (code, meaning, temporary, text) => {
  const error = networkError(failure(code), 'mail.example.org')!;
  expect(error).toMatchObject({ code: meaning, temporary });
  expect(error.userMessage).toContain(text);
});

test("the socket's own code counts before the library's", () => {
  expect(networkError(failure('ESOCKET', 'CERT_HAS_EXPIRED'), 'h')).toMatchObject({
    code: 'certificate-refused',
  });
  expect(networkError(failure('EDNS', 'ENOTFOUND'), 'h')).toMatchObject({
    code: 'unknown-host',
    temporary: false,
  });
});

test('what is no failure of the network is left to others', () => {
  expect(networkError(failure('EAUTH'), 'h')).toBeNull();
  expect(networkError(new Error('odd'), 'h')).toBeNull();
});
