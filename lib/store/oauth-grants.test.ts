import { beforeEach, expect, test } from 'vitest';
import { type AccountRow, createAccount } from './accounts';
import { type Db, openStore } from './db';
import { getGrant, removeGrant, saveGrant } from './oauth-grants';
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

test('who forgets the account forgets its tokens', async () => {
  await saveGrant(db, account.id, { provider: 'club', secret: 'one', expiresAt: 1 });
  await removeUser(db, account.userId);
  expect(await db.selectFrom('oauth_grant').selectAll().execute()).toEqual([]);
});
