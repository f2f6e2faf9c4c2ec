// A renewal under way, and a person who meanwhile does something else about the account.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type AccountRow,
  createAccount,
  getAccountById,
  setAccountState,
  updateAccount,
} from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { getGrant, saveGrant } from '@/lib/store/oauth-grants';
import { freshToken, openTokens, sealTokens } from './fresh-token';
import { keepRefreshToken } from './keep-refresh-token';

let db: Db;
let account: AccountRow;
let serial = 0;
/** What happens between the question to the provider and its answer. */
let meanwhile: () => Promise<void>;
/** Whether the provider has taken the grant back. */
let isRevoked = false;

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-fresh-'));
  const provider = createServer(async (request, response) => {
    const issuer = `http://${request.headers.host}`;
    if (request.url !== '/token') return response.end(JSON.stringify({ token_endpoint: `${issuer}/token` }));
    await meanwhile();
    if (isRevoked) return response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant' }));
    response.end(JSON.stringify({ access_token: 'renewed', refresh_token: 'second', expires_in: 3600 }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    OAUTH_PROVIDERS: JSON.stringify({ club: { issuer, clientId: 'c', clientSecret: 's' } }),
  });
  db = await store();
  return async () => {
    provider.closeAllConnections();
    provider.close();
    await db.destroy();
    rmSync(dir, { recursive: true, force: true });
  };
});

const grant = (accessToken: string, refreshToken: string | null, expiresAt = Date.now() + 3600_000) => ({
  provider: 'club',
  secret: sealTokens({ accessToken, refreshToken }),
  expiresAt,
});
const stored = async () => openTokens((await getGrant(db, account.id))!);

/** An account whose token has to be renewed. */
beforeEach(async () => {
  account = await createAccount(db, {
    address: `ann${++serial}@lab.test`,
    name: 'ann',
    username: `ann${serial}@lab.test`,
    imap: { host: 'localhost', port: 1, security: 'tls' },
    smtp: { host: 'localhost', port: 1, security: 'tls' },
    secret: 'sealed',
    grant: grant('old', 'first', 0),
  });
  meanwhile = async () => {};
  isRevoked = false;
});

test('nothing else happens: the renewed tokens are stored', async () => {
  expect(await freshToken(db, account.id)).toBe('renewed');
  expect(await stored()).toEqual({ accessToken: 'renewed', refreshToken: 'second' });
});

test('a password that is saved meanwhile stays', async () => {
  meanwhile = () => updateAccount(db, account.id, { secret: 'a password' });
  expect(await freshToken(db, account.id)).toBeNull();
  expect(await getGrant(db, account.id)).toBeNull();
});

test('a grant that is given anew meanwhile stays, and is what is used', async () => {
  meanwhile = () => saveGrant(db, account.id, grant('new', 'of its own'));
  expect(await freshToken(db, account.id)).toBe('new');
  expect(await stored()).toEqual({ accessToken: 'new', refreshToken: 'of its own' });
});

test('a new grant that goes on with the refresh token that is being traded in gets its successor', async () => {
  meanwhile = async () =>
    saveGrant(db, account.id, await keepRefreshToken(db, account.id, grant('new', null)));
  expect(await freshToken(db, account.id)).toBe('renewed');
  expect(await stored()).toEqual({ accessToken: 'renewed', refreshToken: 'second' });
});

test('a grant without a refresh token keeps the stored one of its provider', async () => {
  const kept = async (fresh: ReturnType<typeof grant>) =>
    openTokens(await keepRefreshToken(db, account.id, fresh)).refreshToken;
  expect(await kept(grant('new', null))).toBe('first');
  expect(await kept(grant('new', 'of its own'))).toBe('of its own');
  expect(await kept({ ...grant('new', null), provider: 'another' })).toBeNull();
  await saveGrant(db, account.id, { ...grant('old', 'first'), secret: 'v1.of.another.secret' });
  expect(await kept(grant('new', null))).toBeNull();
});

test('a grant that was taken back is told on the account, whoever learns of it', async () => {
  isRevoked = true;
  await setAccountState(db, account.id, 'online', null, null);
  await expect(freshToken(db, account.id)).rejects.toMatchObject({ code: 'wrong-password' });
  expect(await getAccountById(db, account.id)).toMatchObject({
    state: 'wrong-password',
    stateText: 'club no longer lets Pennypost in.',
  });
});

test('a grant that is given anew while the old one is refused is in no trouble', async () => {
  isRevoked = true;
  await setAccountState(db, account.id, 'online', null, null);
  meanwhile = () => saveGrant(db, account.id, grant('new', 'of its own'));
  await expect(freshToken(db, account.id)).rejects.toMatchObject({ code: 'wrong-password' });
  expect(await getAccountById(db, account.id)).toMatchObject({ state: 'online' });
});

test('a paused account stays paused', async () => {
  isRevoked = true;
  await updateAccount(db, account.id, { paused: true });
  await setAccountState(db, account.id, 'paused', null, null);
  await expect(freshToken(db, account.id)).rejects.toMatchObject({ code: 'wrong-password' });
  expect(await getAccountById(db, account.id)).toMatchObject({ state: 'paused' });
});
