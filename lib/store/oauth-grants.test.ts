import { beforeEach, expect, test } from 'vitest';
import { type AccountRow, createAccount, updateAccount } from './accounts';
import { type Db, openStore } from './db';
import { linkAccount } from './link-account';
import { getGrant, listGrantProviders, removeGrant, replaceGrant, saveGrant } from './oauth-grants';
import { removeUser } from './remove-user';

let db: Db;
let account: AccountRow;
beforeEach(async () => {
  db = await openStore(':memory:');
  account = await createAccount(db, {
    address: 'ann@lab.test',
    name: 'ann',
    username: 'ann@lab.test',
    imap: { host: 'imap.test', port: 993, security: 'tls' },
    smtp: { host: 'smtp.test', port: 465, security: 'tls' },
    secret: 'sealed',
  });
});

test('a grant is kept, replaced and removed', async () => {
  expect(await getGrant(db, account.id)).toBeNull();
  const first = { provider: 'club', secret: 'one', expiresAt: 1 };
  await saveGrant(db, account.id, first);
  expect(await getGrant(db, account.id)).toEqual(first);
  const second = { provider: 'google', secret: 'two', expiresAt: 2 };
  await saveGrant(db, account.id, second);
  expect(await getGrant(db, account.id)).toEqual(second);
  await removeGrant(db, account.id);
  expect(await getGrant(db, account.id)).toBeNull();
});

test('only the grant that is meant is replaced', async () => {
  const [first, second] = ['one', 'two'].map((secret) => ({ provider: 'club', secret, expiresAt: 1 }));
  expect(await replaceGrant(db, account.id, 'one', second!)).toBe(false);
  expect(await getGrant(db, account.id)).toBeNull();
  await saveGrant(db, account.id, first!);
  expect(await replaceGrant(db, account.id, 'two', second!)).toBe(false);
  expect(await getGrant(db, account.id)).toEqual(first);
  expect(await replaceGrant(db, account.id, 'one', second!)).toBe(true);
  expect(await getGrant(db, account.id)).toEqual(second);
});

test('an account is made with its grant; a password takes its place', async () => {
  const grant = { provider: 'club', secret: 'one', expiresAt: 1 };
  const { imap, smtp } = account;
  const fresh = { address: 'ben@lab.test', name: 'ben', username: 'ben@lab.test', imap, smtp, secret: '' };
  const ben = await createAccount(db, { ...fresh, grant });
  expect(await getGrant(db, ben.id)).toEqual(grant);
  expect(await listGrantProviders(db, ben.userId)).toEqual(new Map([[ben.id, 'club']]));
  expect(await listGrantProviders(db, account.userId)).toEqual(new Map());
  await updateAccount(db, ben.id, { name: 'Ben' });
  expect(await getGrant(db, ben.id)).toEqual(grant);
  await updateAccount(db, ben.id, { secret: 'sealed' });
  expect(await getGrant(db, ben.id)).toBeNull();
});

test('an account that is taken over signs in with what proved it', async () => {
  const old = { provider: 'club', secret: 'of its own', expiresAt: 1 };
  const { address, name, username, imap, smtp } = account;
  const proved = { address, name, username, imap, smtp, secret: 'the password' };
  const other = { ...proved, address: 'ben@lab.test', username: 'ben@lab.test' };
  const ben = await createAccount(db, other);
  await saveGrant(db, account.id, old);
  expect(await linkAccount(db, ben.userId, proved, false)).toEqual({ outcome: 'alone' });
  expect(await getGrant(db, account.id)).toEqual(old);
  expect(await linkAccount(db, ben.userId, proved, true)).toMatchObject({ outcome: 'linked' });
  expect(await getGrant(db, account.id)).toBeNull();
  const third = await createAccount(db, { ...other, username: 'cleo' });
  const grant = { provider: 'club', secret: 'new', expiresAt: 2 };
  await linkAccount(db, ben.userId, { ...other, username: 'cleo', grant }, true);
  expect(await getGrant(db, third.id)).toEqual(grant);
});

test('who forgets the account forgets its tokens', async () => {
  await saveGrant(db, account.id, { provider: 'club', secret: 'one', expiresAt: 1 });
  await removeUser(db, account.userId);
  expect(await db.selectFrom('oauth_grant').selectAll().execute()).toEqual([]);
});
