// An account whose mail another one's SMTP server takes: on real servers, its own being away.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount, insertAccount, updateAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { addOutboxItem, getOutboxItem } from '@/lib/store/outbox';
import { claimDue } from '@/lib/store/outbox-queue';
import { freePort } from '@/scripts/lab/free-ports';
import { labFromEnv, type LabUser } from '@/scripts/lab/lab';
import { attempt } from './attempt';

const lab = labFromEnv();
const dir = mkdtempSync(join(tmpdir(), 'pennypost-through-'));
let db: Db;

beforeAll(async () => {
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    LOG_LEVEL: 'silent',
  });
  db = await store();
});
afterAll(async () => {
  await db.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const login = (user: LabUser, smtpPort: number) => ({
  address: user.address,
  name: user.username,
  username: user.username,
  imap: { host: 'localhost', port: lab.ports.imaps, security: 'tls' as const },
  smtp: { host: 'localhost', port: smtpPort, security: 'starttls' as const },
  secret: seal(user.password),
});

/** Queues a message of this account and makes the attempt that is due; answers what became of it. */
async function send(account: AccountRow, to: LabUser, subject: string) {
  const path = join(dir, `${subject}.eml`);
  const header = `<${subject}.${account.address}>`;
  const raw = `From: ${account.address}\r\nTo: ${to.address}\r\nSubject: ${subject}\r\nMessage-ID: ${header}\r\n\r\nHello.\r\n`;
  writeFileSync(path, raw);
  const { id } = await addOutboxItem(db, {
    userId: account.userId,
    accountId: account.id,
    idempotencyKey: subject,
    messageIdHeader: header,
    subject,
    to: [],
    envelope: { from: account.address, to: [to.address] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path,
    size: raw.length,
    originalId: null,
    draft: null,
    holdUntil: Date.now(),
    sendAt: null,
  });
  const queued = (await claimDue(db, Date.now()))!;
  expect(queued.id).toBe(id);
  await attempt(db, queued);
  return (await getOutboxItem(db, account.userId, id)).state;
}

async function received(user: LabUser): Promise<string[]> {
  const client = await lab.connectImap(user);
  try {
    const found: string[] = [];
    if ((await client.mailboxOpen('INBOX')).exists === 0) return [];
    for await (const { source } of client.fetch('1:*', { source: true }))
      found.push(source!.toString('latin1'));
    return found;
  } finally {
    await client.logout();
  }
}

test("the other account's server takes it, with its log-in and this account's address; its own does again afterwards", async () => {
  const [ann, work, ben] = [await lab.createUser(), await lab.createUser(), await lab.createUser()];
  const home = await createAccount(db, login(ann, await freePort()));
  const other = await insertAccount(db, home.userId, login(work, lab.ports.submission));
  await updateAccount(db, home.id, { smtpAccountId: other.id });
  expect(await send(home, ben, 'Through')).toBe('sent');
  await expect.poll(async () => (await received(ben)).length).toBe(1);
  const [source] = await received(ben);
  expect(source).toContain(`Authenticated sender: ${work.username}`);
  expect(source).toMatch(new RegExp(`^Return-Path: <${ann.address}>`, 'u'));

  await updateAccount(db, home.id, { smtpAccountId: null });
  expect(await send(home, ben, 'Alone')).toBe('retry');
  await updateAccount(db, home.id, {
    smtp: { host: 'localhost', port: lab.ports.submission, security: 'starttls' },
  });
  expect(await send(home, ben, 'Own')).toBe('sent');
  await expect.poll(async () => (await received(ben)).length).toBe(2);
  expect((await received(ben)).find((one) => one.includes('Subject: Own'))).toContain(
    `Authenticated sender: ${ann.username}`,
  );
});
