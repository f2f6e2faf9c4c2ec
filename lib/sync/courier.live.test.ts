// Moves and copies between two accounts on real servers, with every bad moment in between: one copy at the end, never none, never two.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount, insertAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { folderByRole, foldersOf } from '@/lib/store/folders';
import { rawPathOf } from '@/lib/store/local-messages';
import { rawFile } from '@/lib/store/raw-files';
import { messagesInFolder } from '@/lib/store/read-messages';
import { checkStore } from '@/lib/store/testing/check-store';
import { nextToBring } from '@/lib/store/transfer-queue';
import { finishBringing, startTransfer } from '@/lib/store/transfers';
import { type FaultProxy, startFaultProxy } from '@/scripts/lab/fault-proxy';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';
import { carryMessage } from './carry-message';
import { startCourier } from './courier';
import { engines } from './engines';
import { closeConnections } from './connections';
import { withMessage } from './opened-message';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-courier-'));
let lab: Lab;
let db: Db;
let from: { user: LabUser; account: AccountRow };
let to: { user: LabUser; account: AccountRow };
let proxy: FaultProxy;

const login = (user: LabUser, port: number) => ({
  address: user.address,
  name: user.username,
  username: user.username,
  imap: { host: 'localhost', port, security: 'tls' as const },
  smtp: { host: 'localhost', port: lab.ports.submission, security: 'starttls' as const },
  secret: seal(user.password),
});

beforeAll(async () => {
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    LOG_LEVEL: 'silent',
  });
  lab = labFromEnv();
  db = await store();
});

afterAll(async () => {
  await engines().stopAll();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(async () => {
  proxy = await startFaultProxy({ target: lab.ports.imaps, tls: true });
  const [one, two] = [await lab.createUser(), await lab.createUser()];
  const first = await createAccount(db, login(one, lab.ports.imaps));
  from = { user: one, account: first };
  to = { user: two, account: await insertAccount(db, first.userId, login(two, proxy.port)) };
  return async () => {
    for (const { account } of [from, to]) await engines().stop(account.id);
    await closeConnections(to.account.id);
    await proxy.close();
  };
});

/** Octets that a careless program changes: bare 8-bit, a dot line, no Message-ID, trailing blanks. */
const letter = (subject: string, header = `Message-ID: <${subject}-${from.user.address}>\r\n`) =>
  `From: Cleo <cleo@outside.test>\r\nTo: ${from.user.address}\r\nSubject: ${subject}\r\n${header}Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\nGr\u00fc\u00dfe \r\n.\r\n..\r\n`;

async function onServer(
  user: LabUser,
  path: string,
): Promise<{ subject: string; source: string; flags: string[]; at: number }[]> {
  const client = await lab.connectImap(user);
  try {
    const opened = await client.mailboxOpen(path).catch(() => null);
    if (!opened || opened.exists === 0) return [];
    const found = [];
    for await (const message of client.fetch('1:*', {
      envelope: true,
      source: true,
      flags: true,
      internalDate: true,
    }))
      found.push({
        subject: message.envelope?.subject ?? '',
        source: message.source!.toString('latin1'),
        flags: [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent').sort(),
        at: Number(new Date(message.internalDate!)),
      });
    return found;
  } finally {
    await client.logout();
  }
}

/** Waits until the index shows the message of this subject in the inbox of `from`, and knows the folders of `to`. */
async function known(subject: string) {
  for (const { account } of [from, to]) await engines().start(account.id);
  const inbox = async () => (await folderByRole(db, from.account.id, 'inbox'))?.id ?? 0;
  const row = async () =>
    (await messagesInFolder(db, from.account.userId, await inbox(), 50)).find(
      (message) => message.subject === subject && message.structure !== null,
    );
  await expect.poll(row, { timeout: 20_000 }).toBeTruthy();
  const target = async () => (await foldersOf(db, to.account.id)).find(({ role }) => role === 'archive');
  await expect.poll(target, { timeout: 20_000 }).toBeTruthy();
  return { row: (await row())!, target: (await target())! };
}

const settled = async (subject: string, source: number) => {
  await expect
    .poll(
      async () => [
        (await onServer(from.user, 'INBOX')).filter((one) => one.subject === subject).length,
        (await onServer(to.user, 'Archive')).filter((one) => one.subject === subject).length,
      ],
      { timeout: 40_000, interval: 500 },
    )
    .toEqual([source, 1]);
  await expect
    .poll(async () => (await db.selectFrom('pending_change').selectAll().execute()).length, {
      timeout: 20_000,
    })
    .toBe(0);
  await checkStore(db);
};

test('a moved message arrives with its octets, flags, keywords and date, and leaves the other server', async () => {
  await lab.deliver(letter('Moved'), from.user.address);
  const client = await lab.connectImap(from.user);
  await client.mailboxOpen('INBOX');
  await client.messageFlagsAdd('1', ['\\Flagged', '\\Seen', 'Project']);
  await client.logout();
  const [before] = await onServer(from.user, 'INBOX');
  const { row, target } = await known('Moved');
  await expect
    .poll(async () => (await messagesInFolder(db, row.userId, row.folderId, 5))[0]?.flagged)
    .toBe(true);
  await startTransfer(db, await messagesInFolder(db, row.userId, row.folderId, 5), target, false);
  const courier = startCourier();
  await settled('Moved', 0);
  expect(await onServer(to.user, 'Archive')).toEqual([before]);
  await courier.stop();
});

test('a copy leaves the first where it is, also within one account', async () => {
  await lab.deliver(letter('Copied'), from.user.address);
  const { row, target } = await known('Copied');
  await startTransfer(db, [row], target, true);
  const near = (await foldersOf(db, from.account.id)).find(({ role }) => role === 'archive')!;
  await startTransfer(db, [row], near, true);
  const courier = startCourier();
  await settled('Copied', 1);
  expect(await onServer(from.user, 'Archive')).toHaveLength(1);
  await courier.stop();
});

test.each([
  ['before APPEND reaches the server', { direction: 'to-server', at: 'APPEND', forward: false }],
  ['as the message is handed over', { direction: 'to-server', at: 'Subject:', forward: true }],
  [
    'after the server took it, before it could say so',
    { direction: 'to-client', at: /APPENDUID/u, forward: false },
  ],
  [
    'after the answer, while the copy is looked at',
    { direction: 'to-server', at: 'UID SEARCH', forward: false },
  ],
] as const)('a connection that is cut %s loses and doubles nothing', async (name, cut) => {
  const subject = `Cut${name.length}`;
  await lab.deliver(letter(subject), from.user.address);
  const { row, target } = await known(subject);
  await engines().stop(to.account.id);
  await startTransfer(db, [row], target, false);
  const happened = proxy.cut(cut);
  const courier = startCourier();
  await happened;
  await settled(subject, 0);
  await courier.stop();
});

test.each([
  ['with a Message-ID', undefined],
  ['without one', ''],
])('a process that dies at any point carries it on, %s', async (name, header) => {
  const subject = `Dies${name.length}`;
  await lab.deliver(letter(subject, header), from.user.address);
  const { row, target } = await known(subject);
  await startTransfer(db, [row], target, false);
  const bringing = (await nextToBring(db, to.account.id, Date.now()))!;
  // Died after APPEND, before the store knew: twice.
  const first = await carryMessage(db, to.account.id, bringing);
  const again = await carryMessage(db, to.account.id, (await nextToBring(db, to.account.id, Date.now()))!);
  expect(first).toEqual({ there: expect.any(Number) });
  expect(again).toEqual(first);
  expect(await onServer(to.user, 'Archive')).toHaveLength(1);
  expect(await onServer(from.user, 'INBOX')).toHaveLength(1);
  // Died after the store knew: the source is deleted by the queue of its account.
  if (typeof first === 'object' && 'there' in first) await finishBringing(db, bringing, first.there);
  engines().wake(from.account.id);
  await settled(subject, 0);
});

test('a server that is away is waited for; a message that went meanwhile is told', async () => {
  await lab.deliver(letter('Waits'), from.user.address);
  await lab.deliver(letter('Went'), from.user.address);
  const { row, target } = await known('Waits');
  const went = (await known('Went')).row;
  await engines().stop(to.account.id);
  await proxy.refuse();
  await startTransfer(db, [row], target, false);
  const courier = startCourier();
  await expect
    .poll(
      async () =>
        (await db.selectFrom('pending_change').select('attempts').execute()).some(
          ({ attempts }) => attempts > 0,
        ),
      {
        timeout: 20_000,
      },
    )
    .toBe(true);
  expect(await onServer(from.user, 'INBOX')).toHaveLength(2);
  await proxy.accept();
  await settled('Waits', 0);
  await engines().stop(from.account.id);
  const client = await lab.connectImap(from.user);
  await client.mailboxOpen('INBOX');
  await client.messageDelete('1:*');
  await client.logout();
  const [gone] = await startTransfer(db, [went], target, false);
  courier.wake();
  await expect
    .poll(async () => db.selectFrom('message').select('id').where('id', '=', gone!).execute(), {
      timeout: 20_000,
    })
    .toEqual([]);
  expect(await onServer(to.user, 'Archive')).toHaveLength(1);
  await courier.stop();
});

/** One more account of the same person, by POP3, whose inbox shows a message of this subject. */
async function popWith(subject: string) {
  const user = await lab.createUser();
  await lab.deliver(letter(subject), user.address);
  const [before] = await onServer(user, 'INBOX');
  const fresh = { ...login(user, lab.ports.pop3s), protocol: 'pop3' as const };
  const account = await insertAccount(db, from.account.userId, fresh);
  await engines().start(account.id);
  const inbox = (await folderByRole(db, account.id, 'inbox'))!;
  const rows = () => messagesInFolder(db, account.userId, inbox.id, 9);
  await expect
    .poll(async () => (await rows()).map((row) => row.subject), { timeout: 20_000 })
    .toEqual([subject]);
  return { account, inbox, rows, before: before! };
}
const queueIsEmpty = () =>
  expect
    .poll(async () => (await db.selectFrom('pending_change').selectAll().execute()).length, {
      timeout: 40_000,
    })
    .toBe(0);

test('a message of a POP3 account goes to an IMAP server and comes back, octet by octet', async () => {
  const pop = await popWith('Roundabout');
  await engines().start(to.account.id);
  await expect.poll(() => folderByRole(db, to.account.id, 'archive'), { timeout: 20_000 }).toBeTruthy();
  const archive = (await folderByRole(db, to.account.id, 'archive'))!;
  const courier = startCourier();
  await startTransfer(db, await pop.rows(), archive, false);
  courier.wake();
  await queueIsEmpty();
  const [there] = await onServer(to.user, 'Archive');
  expect(there!.source).toBe(pop.before.source);
  expect(await pop.rows()).toEqual([]);
  // It is still on the POP3 server, which is to keep it, and does not come a second time.
  const askedAt = Date.now();
  engines().lookNow(pop.account.id);
  await expect
    .poll(async () => (await folderByRole(db, pop.account.id, 'inbox'))!.syncedAt, { timeout: 40_000 })
    .toBeGreaterThan(askedAt);
  expect(await messagesInFolder(db, pop.account.userId, archive.id, 9)).toHaveLength(1);
  expect(await pop.rows()).toEqual([]);

  await startTransfer(db, await messagesInFolder(db, to.account.userId, archive.id, 9), pop.inbox, false);
  courier.wake();
  await queueIsEmpty();
  await expect.poll(() => onServer(to.user, 'Archive'), { timeout: 20_000 }).toEqual([]);
  const [back] = await pop.rows();
  const path = (await rawPathOf(db, back!.id))!;
  expect(readFileSync(rawFile(path), 'latin1')).toBe(pop.before.source);
  await checkStore(db);
  await courier.stop();
  await engines().stop(pop.account.id);
});

test('between two POP3 accounts, and read on the way while the courier sleeps', async () => {
  const [one, two] = [await popWith('First'), await popWith('Second')];
  const [id] = await startTransfer(db, await one.rows(), two.inbox, false);
  const onTheWay = (await two.rows()).find((row) => row.id === id)!;
  const read = await withMessage(onTheWay, async (m) => buffer(await m.raw()));
  expect(read.toString('latin1')).toBe(one.before.source);
  // Died after the octets were on disk, before the store knew: the file is nobody's.
  await carryMessage(db, two.account.id, (await nextToBring(db, two.account.id, Date.now()))!);
  expect(await rawPathOf(db, id!)).toBeNull();
  const courier = startCourier();
  await queueIsEmpty();
  expect((await two.rows()).map((row) => row.subject).sort()).toEqual(['First', 'Second']);
  expect(await one.rows()).toEqual([]);
  expect(readFileSync(rawFile((await rawPathOf(db, id!))!), 'latin1')).toBe(one.before.source);
  await checkStore(db);
  await courier.stop();
  for (const { account } of [one, two]) await engines().stop(account.id);
});
