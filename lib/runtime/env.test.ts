import { describe, expect, test } from 'vitest';
import { parseEnv } from './env';

const APP_SECRET = 'x'.repeat(32);

describe('the configuration', () => {
  test('has defaults for everything but the secret', () => {
    expect(parseEnv({ APP_SECRET })).toMatchObject({
      PORT: 3000,
      DATA_DIR: './data',
      MAIL_SERVERS: {},
      MAX_MESSAGE_MB: 25,
    });
  });

  test('an empty variable counts as absent', () => {
    expect(parseEnv({ APP_SECRET, PORT: '' }).PORT).toBe(3000);
  });

  test.each([
    [{}, /APP_SECRET must be set/],
    [{ APP_SECRET: 'short' }, /APP_SECRET must have at least 32/],
    [{ APP_SECRET, PORT: 'http' }, /PORT must be a number/],
    [{ APP_SECRET, APP_URL: 'mail' }, /APP_URL must be the address/],
    [{ APP_SECRET, MAIL_SERVERS: '{' }, /MAIL_SERVERS must be JSON/],
    [
      { APP_SECRET, MAIL_SERVERS: '{"a.test":{"imap":{"host":"h","port":0,"security":"tls"}}}' },
      /MAIL_SERVERS\.a\.test\.imap\.port/,
    ],
    [{ APP_SECRET, LOG_LEVEL: 'loud' }, /LOG_LEVEL must be silent/],
  ])('%o is refused by name', (source, message) => {
    expect(() => parseEnv(source as Record<string, string>)).toThrow(message);
  });

  test('lists hosts with a self-signed certificate in lower case', () => {
    expect(
      parseEnv({ APP_SECRET, ALLOW_SELF_SIGNED: 'Mail.Example.org, localhost' }).ALLOW_SELF_SIGNED,
    ).toEqual(['mail.example.org', 'localhost']);
  });
});
