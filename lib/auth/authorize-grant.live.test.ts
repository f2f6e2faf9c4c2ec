// Whom a provider's grant opens: proved at Dovecot, by IMAP and by POP3, and never somebody else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { attempt } from '@/lib/outbox/attempt';
import { oauthProvider } from '@/lib/runtime/oauth-providers';
import { createAccount, insertAccount, listAccountRows } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { folderByRole } from '@/lib/store/folders';
import { getGrant } from '@/lib/store/oauth-grants';
import { addOutboxItem, getOutboxItem } from '@/lib/store/outbox';
import { claimDue } from '@/lib/store/outbox-queue';
import { messagesInFolder } from '@/lib/store/read-messages';
import { isSessionLive } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';
import { type Lab, type LabUser, startLab } from '@/scripts/lab/lab';
import { type Oidc, startOidc } from '@/scripts/lab/oidc-provider';
import { authorizeGrant } from './authorize-grant';
import { linkGrant } from './link-grant';
import { proveGrant } from './prove-grant';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-grant-'));
let lab: Lab & { close(): Promise<void> };
let oidc: Oidc;
let db: Db;
let user: LabUser;

beforeAll(async () => {
  // One provider at a time in a lab.
  lab = await startLab();
  oidc = await startOidc(lab);
  const { issuer, clientId, clientSecret } = oidc;
  const { imaps, pop3s, submissions } = lab.ports;
  const server = (port: number) => ({ host: 'localhost', port, security: 'tls' });
  const club = { issuer, clientId, clientSecret };
  Object.assign(process.env, {
    APP_SECRET: 'a secret of the tests, 32 letters long',
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    LOG_LEVEL: 'silent',
    OAUTH_PROVIDERS: JSON.stringify({
      club: { ...club, name: 'The club', servers: { imap: server(imaps), smtp: server(submissions) } },
      old: { ...club, servers: { pop3: server(pop3s), smtp: server(submissions) } },
    }),
  });
  db = await store();
});
beforeEach(async () => {
  user = await lab.createUser();
});
afterAll(async () => {
  await engines().stopAll();
  await oidc.close();
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

/** As next-auth hands it over when the person came back from the provider. */
async function proven(id: string, who: LabUser, claimed = who.address) {
  const { accessToken, refreshToken } = await oidc.grant(who.address);
  const tokens = { provider: id, access_token: accessToken, refresh_token: refreshToken, expires_at: 4e9 };
  return proveGrant(oauthProvider(id)!, tokens, { sub: '1', email: claimed });
}
const login = ({ address }: LabUser) => ({
  address,
  name: 'ann',
  username: address,
  imap: { host: 'localhost', port: lab.ports.imaps, security: 'tls' as const },
  smtp: { host: 'localhost', port: lab.ports.submissions, security: 'tls' as const },
  secret: 'sealed',
});

test('a POP3 account is opened, and its mail comes without a password', async () => {
  await lab.deliver('Subject: By POP3\r\n\r\nHello.\r\n', user.address);
  const session = await authorizeGrant(await proven('old', user));
  expect(await isSessionLive(db, session.userId, session.sessionId)).toBe(true);
  const [account] = await listAccountRows(db, session.userId);
  expect(account).toMatchObject({ protocol: 'pop3', username: user.address });
  const inbox = (await folderByRole(db, account!.id, 'inbox'))!;
  await expect
    .poll(async () => (await messagesInFolder(db, session.userId, inbox.id, 5)).map(({ subject }) => subject))
    .toEqual(['By POP3']);
});

test('the same log-in is the same person, with a password before and a grant after', async () => {
  const smtp = { host: 'smtp.elsewhere.test', port: 587, security: 'starttls' as const };
  const account = await createAccount(db, { ...login(user), smtp });
  const session = await authorizeGrant(await proven('club', user));
  expect(session.userId).toBe(account.userId);
  expect(await listAccountRows(db, account.userId)).toMatchObject([{ smtp: login(user).smtp }]);
  expect((await authorizeGrant(await proven('club', user))).userId).toBe(account.userId);
  expect(await getGrant(db, account.id)).toMatchObject({ provider: 'club', expiresAt: 4e12 });
  expect(await listAccountRows(db, account.userId)).toHaveLength(1);
});

test('a message that waits for a grant that was taken back leaves when the person signed in again', async () => {
  const ben = await lab.createUser();
  const { userId } = await authorizeGrant(await proven('club', user));
  const [account] = await listAccountRows(db, userId);
  const path = join(dir, 'waits.eml');
  const raw = `From: ${user.address}\r\nTo: ${ben.address}\r\nSubject: Waits\r\nMessage-ID: <waits@lab.test>\r\n\r\nHello.\r\n`;
  writeFileSync(path, raw);
  const { id } = await addOutboxItem(db, {
    userId,
    accountId: account!.id,
    idempotencyKey: 'waits',
    messageIdHeader: '<waits@lab.test>',
    subject: 'Waits',
    to: [],
    envelope: { from: user.address, to: [ben.address] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path,
    size: raw.length,
    originalId: null,
    draft: null,
    holdUntil: Date.now(),
    sendAt: null,
  });
  await oidc.revokeAll();
  await attempt(db, (await claimDue(db, Date.now()))!);
  expect(await getOutboxItem(db, userId, id)).toMatchObject({ state: 'retry' });
  expect(await claimDue(db, Date.now())).toBeNull();
  await authorizeGrant(await proven('club', user));
  await attempt(db, (await claimDue(db, Date.now()))!);
  expect(await getOutboxItem(db, userId, id)).toMatchObject({ state: 'sent' });
});

test('a provider that says somebody else than its token opens nothing', async () => {
  const ben = await lab.createUser();
  await expect(proven('club', user, ben.address)).rejects.toMatchObject({
    code: 'wrong-password',
    userMessage: `The club knows you as ${ben.address}, but localhost does not let that account in.`,
  });
  await expect(proven('club', user, 'no address')).rejects.toMatchObject({
    userMessage: expect.stringContaining('did not tell your mail address'),
  });
});

test('an account that is no way in is none by its provider either', async () => {
  const home = await createAccount(db, login(await lab.createUser()));
  const office = await insertAccount(db, home.userId, { ...login(user), opens: false });
  await expect(authorizeGrant(await proven('club', user))).rejects.toMatchObject({ field: 'address' });
  expect(await getGrant(db, office.id)).toBeNull();
  // Its owner may sign in to it again all the same.
  const session = { userId: home.userId, sessionId: 'of the owner' };
  const ask = { ...session, provider: 'club', opens: false, join: false, accountId: office.id, until: 4e12 };
  expect(await linkGrant(ask, await proven('club', user))).toEqual(session);
  expect(await getGrant(db, office.id)).not.toBeNull();
});

test("an account that is another person's is added to nobody, unless it is alone and they say yes", async () => {
  const home = await createAccount(db, login(await lab.createUser()));
  const other = await createAccount(db, login(user));
  const beside = await insertAccount(db, other.userId, login(await lab.createUser()));
  const ask = (join: boolean) => ({
    userId: home.userId,
    sessionId: 's',
    provider: 'club',
    opens: true,
    join,
    accountId: null,
    until: 4e12,
  });
  for (const join of [false, true])
    await expect(linkGrant(ask(join), await proven('club', user))).rejects.toMatchObject({
      code: 'conflict',
      userMessage: expect.stringContaining('unlink it there first'),
    });
  await db.deleteFrom('account').where('id', '=', beside.id).execute();
  await expect(linkGrant(ask(false), await proven('club', user))).rejects.toMatchObject({ field: 'join' });
  expect(await listAccountRows(db, home.userId)).toHaveLength(1);
  await linkGrant(ask(true), await proven('club', user));
  expect((await listAccountRows(db, home.userId)).map(({ id }) => id)).toEqual([home.id, other.id]);
  expect(await getGrant(db, other.id)).not.toBeNull();
});
