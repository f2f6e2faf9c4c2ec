import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from '@/lib/providers/imap/connect';
import { connect as connectPop3 } from '@/lib/providers/pop3/connect';
import { checkLogin } from '@/lib/providers/smtp/check-login';
import type { ServerLogin } from '@/lib/providers/types';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount, findAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { getGrant, removeGrant, saveGrant } from '@/lib/store/oauth-grants';
import { labFromEnv, type LabUser } from '@/scripts/lab/lab';
import { type Oidc, startOidc } from '@/scripts/lab/oidc-provider';
import { enter } from './enter';
import { freshToken, sealTokens } from './fresh-token';

const lab = labFromEnv();
const HOUR_MS = 3600_000;
let dir: string;
let oidc: Oidc;
let db: Db;
let user: LabUser;
let account: AccountRow;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pennypost-oauth-'));
  oidc = await startOidc(lab);
  const { issuer, clientId, clientSecret } = oidc;
  Object.assign(process.env, {
    APP_SECRET: 'a secret of the tests, 32 letters long',
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    OAUTH_PROVIDERS: JSON.stringify({ club: { name: 'The club', issuer, clientId, clientSecret } }),
  });
  db = await store();
});
afterAll(async () => {
  await oidc.close();
  await db.destroy();
  rmSync(dir, { recursive: true, force: true });
});

/** A person with an account and a grant that is good for `lifeMs`; `tokens` replaces what the provider gave. */
async function withGrant(
  lifeMs: number,
  tokens: Partial<{ accessToken: string; refreshToken: string }> = {},
) {
  const granted = await oidc.grant(user.address);
  const pair = { accessToken: granted.accessToken, refreshToken: granted.refreshToken, ...tokens };
  await saveGrant(db, account.id, {
    provider: 'club',
    secret: sealTokens(pair),
    expiresAt: Date.now() + lifeMs,
  });
  return pair;
}

beforeEach(async () => {
  user = await lab.createUser();
  const { imaps, submissions } = lab.ports;
  account = await createAccount(db, {
    address: user.address,
    name: 'ann',
    username: user.address,
    imap: { host: 'localhost', port: imaps, security: 'tls' },
    smtp: { host: 'localhost', port: submissions, security: 'tls' },
    secret: seal('no password at all'),
  });
});
afterEach(() => oidc.revokeAll());

const openImap = async (login: ServerLogin) => {
  const c = await connect(login);
  await c.close();
  return login.auth.kind === 'token' ? login.auth.accessToken : null;
};

test('a token enters IMAP, POP3 and SMTP of Dovecot and Postfix', async () => {
  const { accessToken } = await withGrant(HOUR_MS);
  expect(await enter(account, 'imap', openImap)).toBe(accessToken);
  await enter(account, 'smtp', (login) => checkLogin(login));
  await enter(account, 'imap', async (login) =>
    (await connectPop3({ ...login, port: lab.ports.pop3s })).drop(),
  );
  expect(oidc.renewals()).toBe(0);
});

test('a token is renewed before it ends: once, however many ask', async () => {
  const before = oidc.renewals();
  const { accessToken, refreshToken } = await withGrant(30_000);
  const got = await Promise.all(Array.from({ length: 8 }, () => freshToken(db, account.id)));
  expect(new Set(got).size).toBe(1);
  expect(got[0]).not.toBe(accessToken);
  expect(oidc.renewals()).toBe(before + 1);
  expect(await enter(account, 'imap', openImap)).toBe(got[0]);
  const grant = (await getGrant(db, account.id))!;
  expect(grant.expiresAt).toBeGreaterThan(Date.now() + HOUR_MS - 60_000);
  // The refresh token was good once and its successor is kept, sealed.
  for (const secret of [accessToken, refreshToken, got[0]!]) expect(grant.secret).not.toContain(secret);
});

test('a token that the server does not take any more is renewed, and the log-in is done again', async () => {
  await withGrant(HOUR_MS, { accessToken: 'stale' });
  const taken = await enter(account, 'imap', openImap);
  expect(taken).not.toBe('stale');
  expect(await freshToken(db, account.id)).toBe(taken);
});

test('a grant that was taken back is told in one sentence, and nothing is lost', async () => {
  await withGrant(30_000);
  await oidc.revokeAll();
  await expect(enter(account, 'imap', openImap)).rejects.toMatchObject({
    code: 'wrong-password',
    temporary: false,
    userMessage: 'The club no longer lets Pennypost in.',
  });
  expect(await findAccount(db, 'localhost', lab.ports.imaps, user.address)).toMatchObject({ id: account.id });
  expect(await getGrant(db, account.id)).not.toBeNull();
  await withGrant(HOUR_MS);
  expect(await enter(account, 'imap', openImap)).not.toBeNull();
});

test('a token of somebody else does not open the account', async () => {
  const other = await lab.createUser();
  const { accessToken } = await oidc.grant(other.address);
  await saveGrant(db, account.id, {
    provider: 'club',
    secret: sealTokens({ accessToken, refreshToken: null }),
    expiresAt: Date.now() + HOUR_MS,
  });
  await expect(enter(account, 'imap', openImap)).rejects.toMatchObject({ code: 'wrong-password' });
});

test('a provider that is away is a temporary fault, not a wrong log-in', async () => {
  await withGrant(30_000);
  await oidc.close();
  try {
    await expect(enter(account, 'imap', openImap)).rejects.toMatchObject({ temporary: true });
  } finally {
    const { issuer } = oidc;
    oidc = await startOidc(lab);
    expect(oidc.issuer).toBe(issuer);
  }
});

test('a provider that is no longer set up, and an account with a password', async () => {
  await saveGrant(db, account.id, {
    provider: 'gone',
    secret: sealTokens({ accessToken: 'a', refreshToken: 'b' }),
    expiresAt: 0,
  });
  await expect(enter(account, 'imap', openImap)).rejects.toMatchObject({
    code: 'wrong-password',
    userMessage: 'The provider of this account is no longer set up here.',
  });
  await removeGrant(db, account.id);
  expect(await freshToken(db, account.id)).toBeNull();
  await expect(enter(account, 'imap', openImap)).rejects.toMatchObject({ code: 'wrong-password' });
});
