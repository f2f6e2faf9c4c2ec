// A provider's grant for an account that is here: where its token goes, and what waited for it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTokens, sealTokens } from '@/lib/logins/fresh-token';
import { startOutbox } from '@/lib/outbox/worker';
import { startScriptedSmtp } from '@/lib/providers/testing/scripted-smtp';
import { seal } from '@/lib/runtime/vault';
import {
  type AccountRow,
  createAccount,
  getAccount,
  insertAccount,
  updateAccount,
} from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { getGrant, saveGrant } from '@/lib/store/oauth-grants';
import { addOutboxItem, listOutbox } from '@/lib/store/outbox';
import { type LinkAsk, linkGrant } from './link-grant';
import type { ProvenGrant } from './prove-grant';
import { renewGrant } from './renew-grant';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-renew-'));
const at = (port: number, host = 'localhost') => ({ host, port, security: 'tls' as const });
let db: Db;
let serial = 0;
let provider: Awaited<ReturnType<typeof startScriptedSmtp>>;
let elsewhere: Awaited<ReturnType<typeof startScriptedSmtp>>;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    OAUTH_PROVIDERS: JSON.stringify({ club: { issuer: 'https://id.club.test', clientId: 'c' } }),
  });
  db = await store();
  return () => rmSync(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  provider = await startScriptedSmtp({ mechanisms: 'XOAUTH2' });
  elsewhere = await startScriptedSmtp({ mechanisms: 'XOAUTH2 PLAIN' });
  ends.push(provider.close, elsewhere.close, async () => void (await db.deleteFrom('outbox').execute()));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const grant = (accessToken: string, refreshToken: string | null, expiresAt = Date.now() + 3600_000) => ({
  provider: 'club',
  secret: sealTokens({ accessToken, refreshToken }),
  expiresAt,
});
const proven = ({ address, username, imap }: AccountRow, patch: Partial<ProvenGrant> = {}): ProvenGrant => ({
  address,
  name: 'ann',
  username,
  protocol: 'imap',
  imap,
  smtp: at(provider.port),
  secret: seal(''),
  grant: grant('good', null),
  ...patch,
});
const fresh = () => {
  const address = `ann${++serial}@lab.test`;
  const smtp = at(elsewhere.port);
  return { address, name: 'ann', username: address, imap: at(1), smtp, secret: seal('a password') };
};
/** An account at rest: it has no engine. */
async function account(userId?: number): Promise<AccountRow> {
  const { id, ...made } = userId
    ? await insertAccount(db, userId, fresh())
    : await createAccount(db, fresh());
  await updateAccount(db, id, { paused: true });
  return getAccount(db, made.userId, id);
}
async function queue({ id: accountId, userId, address }: AccountRow): Promise<void> {
  const key = `renew-${++serial}-key`;
  const path = join(dir, `${key}.eml`);
  writeFileSync(path, 'Subject: Waits\r\n\r\nHello.\r\n');
  await addOutboxItem(db, {
    userId,
    accountId,
    idempotencyKey: key,
    messageIdHeader: `<${key}@lab.test>`,
    subject: 'Waits',
    to: [],
    envelope: { from: address, to: ['ben@lab.test'] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path,
    size: 26,
    originalId: null,
    draft: null,
    holdUntil: Date.now(),
    sendAt: null,
  });
}
const work = () => {
  const worker = startOutbox({ fileSent: async () => {}, lookForCopy: async () => {} });
  ends.unshift(worker.stop);
};
const states = async ({ userId }: AccountRow) => (await listOutbox(db, userId)).map(({ state }) => state);

test('its token goes to the servers of the provider, not to one that was set for a password', async () => {
  const ann = await account();
  await renewGrant(db, ann, proven(ann));
  expect(await getAccount(db, ann.userId, ann.id)).toMatchObject({ smtp: at(provider.port) });
  await queue(ann);
  work();
  await expect.poll(() => states(ann), { timeout: 10_000 }).toEqual(['filed']);
  expect(provider.messages).toHaveLength(1);
  expect(elsewhere.accepted()).toBe(0);
});

test('what the queue left alone for a log-in that was refused leaves at once, also from accounts that send through it', async () => {
  const ann = await account();
  const office = await account(ann.userId);
  await updateAccount(db, office.id, { smtpAccountId: ann.id });
  await saveGrant(db, ann.id, grant('ended', null, 0));
  for (const from of [ann, office]) for (let i = 0; i < 6; i++) await queue(from);
  work();
  const refused = async () =>
    new Set(
      (await listOutbox(db, ann.userId))
        .filter(({ state }) => state === 'retry')
        .map(({ accountId }) => accountId),
    );
  await expect.poll(refused, { timeout: 10_000 }).toEqual(new Set([ann.id, office.id]));
  await expect.poll(async () => (await states(ann)).includes('sending'), { timeout: 10_000 }).toBe(false);
  expect(provider.accepted() + elsewhere.accepted()).toBe(0);
  await renewGrant(db, ann, proven(ann));
  await expect
    .poll(async () => (await states(ann)).every((state) => state === 'filed'), { timeout: 10_000 })
    .toBe(true);
  expect(provider.messages).toHaveLength(12);
});

test('without a new refresh token the stored one goes on', async () => {
  const ann = await account();
  await saveGrant(db, ann.id, grant('old', 'first'));
  await renewGrant(db, ann, proven(ann));
  const tokens = openTokens((await getGrant(db, ann.id))!);
  expect(tokens).toEqual({ accessToken: 'good', refreshToken: 'first' });
});

const ask = (userId: number, patch: Partial<LinkAsk>): LinkAsk => ({
  userId,
  sessionId: 's',
  provider: 'club',
  opens: true,
  join: true,
  accountId: null,
  until: 4e12,
  ...patch,
});

test('an account that is taken over keeps its refresh token, and has the servers of the provider', async () => {
  const ann = await account();
  const home = await account();
  await saveGrant(db, ann.id, grant('old', 'first'));
  await linkGrant(ask(home.userId, { opens: false }), proven(ann));
  expect(await getAccount(db, home.userId, ann.id)).toMatchObject({ opens: false, smtp: at(provider.port) });
  const tokens = openTokens((await getGrant(db, ann.id))!);
  expect(tokens).toEqual({ accessToken: 'good', refreshToken: 'first' });
});

test('an account that is signed in to again follows its provider to new servers', async () => {
  const ann = await account();
  const there = { imap: at(993, 'imap.new.test') };
  await linkGrant(ask(ann.userId, { accountId: ann.id }), proven(ann, there));
  expect(await getAccount(db, ann.userId, ann.id)).toMatchObject({ ...there, smtp: at(provider.port) });

  const again = (patch: Partial<ProvenGrant>) =>
    linkGrant(ask(ann.userId, { accountId: ann.id }), proven(ann, patch));
  await expect(again({ username: 'ben@lab.test' })).rejects.toMatchObject({
    userMessage: `You signed in as ben@lab.test. Sign in as ${ann.username} to go on with this account.`,
  });
  await expect(again({ protocol: 'pop3' })).rejects.toMatchObject({ field: 'protocol' });
});
