import { beforeEach, expect, test } from 'vitest';
import { type Db, openStore } from './db';
import {
  createIdentity,
  defaultIdentity,
  getIdentity,
  listIdentities,
  removeIdentity,
  updateIdentity,
} from './identities';
import { addAccount, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
let mia: TestAccount;
const sales = (isDefault: boolean) => ({
  name: 'Sales',
  address: 'sales@example.org',
  replyTo: 'orders@example.org',
  signatureHtml: '<p>Yours</p>',
  signatureText: 'Yours',
  isDefault,
});

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  mia = await addAccount(db, 'mia');
});

test('there is always exactly one default, whatever is made it or removed', async () => {
  const first = await defaultIdentity(db, ann.userId, ann.id);
  const second = await createIdentity(db, ann.userId, ann.id, sales(true));
  expect(second).toMatchObject({ ...sales(true), accountId: ann.id });
  expect(await defaultIdentity(db, ann.userId, ann.id)).toEqual(second);
  await updateIdentity(db, ann.userId, first.id, { isDefault: true, name: 'Ann' });
  expect((await listIdentities(db, ann.userId)).map(({ id, isDefault }) => [id, isDefault])).toEqual([
    [first.id, true],
    [second.id, false],
  ]);
  await removeIdentity(db, ann.userId, first.id);
  expect(await listIdentities(db, ann.userId)).toMatchObject([{ id: second.id, isDefault: true }]);
  await expect(removeIdentity(db, ann.userId, second.id)).rejects.toMatchObject({ code: 'bad-request' });
  expect(await listIdentities(db, ann.userId)).toHaveLength(1);
});

test('those of another person are not found', async () => {
  const { id } = await defaultIdentity(db, ann.userId, ann.id);
  const calls = [
    () => getIdentity(db, mia.userId, id),
    () => updateIdentity(db, mia.userId, id, { name: 'Mia' }),
    () => removeIdentity(db, mia.userId, id),
    () => createIdentity(db, mia.userId, ann.id, sales(true)),
    () => defaultIdentity(db, mia.userId, ann.id),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'not-found' });
  expect(await listIdentities(db, mia.userId)).toMatchObject([{ accountId: mia.id }]);
  expect(await listIdentities(db, ann.userId)).toMatchObject([{ id, name: 'ann' }]);
});
