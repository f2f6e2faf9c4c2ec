import { beforeEach, expect, test } from 'vitest';
import { parseEnv } from './env';
import { oauthProvider, oauthProviders } from './oauth-providers';

const APP_SECRET = 'x'.repeat(32);
const parse = (providers: unknown) =>
  parseEnv({
    APP_SECRET,
    OAUTH_PROVIDERS: typeof providers === 'string' ? providers : JSON.stringify(providers),
  });

beforeEach(() => {
  process.env.APP_SECRET = APP_SECRET;
  process.env.OAUTH_PROVIDERS = JSON.stringify({
    google: { clientId: 'g', clientSecret: 'gs' },
    microsoft: { clientId: 'm', clientSecret: 'ms', tenant: 'example.org', domains: ['Example.org'] },
    club: {
      name: 'The club',
      issuer: 'https://id.club.test/realm/',
      clientId: 'c',
      claim: 'mail',
      domains: ['müller.test'],
    },
    old: {
      issuer: 'https://id.old.test',
      clientId: 'o',
      servers: {
        pop3: { host: 'pop.old.test', port: 995, security: 'tls' },
        smtp: { host: 'smtp.old.test', port: 465, security: 'tls' },
      },
    },
  });
});

test('Google and Microsoft need their client only, any other provider its issuer', () => {
  expect(oauthProviders().map(({ id }) => id)).toEqual(['google', 'microsoft', 'club', 'old']);
  expect(oauthProvider('google')).toMatchObject({
    name: 'Google',
    scope: expect.stringContaining('https://mail.google.com/'),
    params: { access_type: 'offline', prompt: 'consent' },
    servers: { protocol: 'imap', imap: { host: 'imap.gmail.com', port: 993, security: 'tls' } },
  });
  expect(oauthProvider('microsoft')).toMatchObject({
    wellKnown: 'https://login.microsoftonline.com/example.org/v2.0/.well-known/openid-configuration',
    scope: expect.stringMatching(/offline_access.*IMAP\.AccessAsUser\.All.*SMTP\.Send/u),
    domains: ['example.org'],
  });
  expect(oauthProvider('club')).toMatchObject({
    name: 'The club',
    wellKnown: 'https://id.club.test/realm/.well-known/openid-configuration',
    clientSecret: null,
    claim: 'mail',
    domains: ['xn--mller-kva.test'],
    servers: null,
  });
  expect(oauthProvider('old')).toMatchObject({
    name: 'old',
    servers: { protocol: 'pop3', imap: { host: 'pop.old.test' }, smtp: { host: 'smtp.old.test' } },
  });
  expect(oauthProvider('nobody')).toBeNull();
});

test.each([
  ['{', /OAUTH_PROVIDERS must be JSON/u],
  ['[]', /OAUTH_PROVIDERS must be an object/u],
  [{ club: { clientId: 'c' } }, /OAUTH_PROVIDERS\.club\.issuer: the address of the provider is missing/u],
  [{ credentials: { clientId: 'c', issuer: 'https://x.test' } }, /OAUTH_PROVIDERS\.credentials: .*taken/u],
  [{ google: {} }, /OAUTH_PROVIDERS\.google\.clientId/u],
  [{ google: { clientId: 'g', clientsecret: 'typo' } }, /OAUTH_PROVIDERS\.google: .*clientsecret/u],
  [{ 'A b': { clientId: 'c', issuer: 'https://x.test' } }, /OAUTH_PROVIDERS/u],
  [{ club: { clientId: 'c', issuer: 'ftp://x.test' } }, /OAUTH_PROVIDERS\.club\.issuer/u],
  [{ google: { clientId: 'g', servers: {} } }, /OAUTH_PROVIDERS\.google\.servers/u],
  [{ microsoft: { clientId: 'c', tenant: '../x' } }, /OAUTH_PROVIDERS\.microsoft\.tenant/u],
])('%j is refused by name', (given, message) => {
  expect(() => parse(given)).toThrow(message);
});
