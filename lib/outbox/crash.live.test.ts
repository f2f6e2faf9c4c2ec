// A real process that works the queue is killed at each of its steps, again and again: nothing is lost, nothing goes out twice.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SmtpEvent, startScriptedSmtp } from '@/lib/providers/testing/scripted-smtp';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount } from '@/lib/store/accounts';
import { type Db, openStore } from '@/lib/store/db';
import { saveFolders } from '@/lib/store/folders';
import { addOutboxItem } from '@/lib/store/outbox';
import { listed } from '@/lib/store/testing/mailbox';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';

type Smtp = Awaited<ReturnType<typeof startScriptedSmtp>>;
let lab: Lab;
let user: LabUser;
let dir: string;
let db: Db;
let account: AccountRow;
let smtp: Smtp;
let hear: (event: SmtpEvent) => void = () => {};

beforeAll(async () => {
  lab = labFromEnv();
  process.env.APP_SECRET = 'x'.repeat(40);
});

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pennypost-queue-'));
  process.env.DATA_DIR = dir;
  db = await openStore(join(dir, 'pennypost.db'));
  user = await lab.createUser();
  await lab.append(user, 'Sent', 'Subject: first\r\n\r\nx\r\n');
  smtp = await startScriptedSmtp({ hear: (event) => hear(event) });
  account = await createAccount(db, {
    address: user.address,
    name: 'Ann',
    username: user.username,
    imap: { host: 'localhost', port: lab.ports.imaps, security: 'tls' },
    smtp: { host: 'localhost', port: smtp.port, security: 'tls' },
    secret: seal(user.password),
  });
  await saveFolders(db, account.id, [listed('INBOX', 'inbox'), listed('Sent', 'sent')]);
  return async () => {
    hear = () => {};
    await smtp.close();
    await db.destroy();
    rmSync(dir, { recursive: true, force: true });
  };
});
afterAll(() => {
  delete process.env.DATA_DIR;
});

const idOf = (message: number) => `<${message}.queue@lab.test>`;

async function fill(count: number): Promise<void> {
  const now = Date.now();
  for (let message = 0; message < count; message++) {
    const path = join(dir, `${message}.eml`);
    const raw = `From: ${user.address}\r\nTo: ben@lab.test\r\nSubject: ${message}\r\nMessage-ID: ${idOf(message)}\r\n\r\nOnce.\r\n`;
    writeFileSync(path, raw);
    await addOutboxItem(db, {
      userId: account.userId,
      accountId: account.id,
      idempotencyKey: `crash-${message}`,
      messageIdHeader: idOf(message),
      subject: String(message),
      to: [],
      envelope: { from: user.address, to: ['ben@lab.test'] },
      options: { eightBit: false, requireTls: false, deliveryNotice: false },
      path,
      size: raw.length,
      originalId: null,
      draft: null,
      holdUntil: now,
      sendAt: null,
    });
  }
}

function work(killAt = 0): { child: ChildProcess; ended: Promise<'idle' | 'killed'> } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/outbox/testing/queue-process.ts'], {
    env: {
      ...process.env,
      DATA_DIR: dir,
      KILL_AT: String(killAt),
      ALLOW_SELF_SIGNED: 'localhost',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<'idle' | 'killed'>((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (said.includes('idle')) resolve('idle');
      else reject(new Error(`The process ended with ${code}.`));
    });
  });
  return { child, ended };
}

/** What a minute does: the claims of dead processes run out. */
async function leasesRunOut(): Promise<void> {
  await db.updateTable('outbox').set({ lease_until: 0 }).where('state', '=', 'sending').execute();
  await db
    .updateTable('outbox')
    .set({ file_at: 0 })
    .where('filed_at', 'is', null)
    .where('accepted_at', 'is not', null)
    .execute();
  await db.updateTable('outbox').set({ next_try_at: 0 }).where('state', '=', 'retry').execute();
}

/** How often each message came through SMTP, and how often it lies in Sent. */
async function counts(): Promise<{ sent: Map<string, number>; copies: Map<string, number> }> {
  const sent = new Map<string, number>();
  for (const raw of smtp.messages) {
    const id = /^Message-ID: (.*)\r$/mu.exec(raw)![1]!;
    sent.set(id, (sent.get(id) ?? 0) + 1);
  }
  const copies = new Map<string, number>();
  const client = await lab.connectImap(user);
  await client.mailboxOpen('Sent');
  for await (const message of client.fetch('1:*', { envelope: true })) {
    const id = message.envelope?.messageId;
    if (id) copies.set(id, (copies.get(id) ?? 0) + 1);
  }
  await client.logout();
  return { sent, copies };
}

async function check(count: number, mayBeUnclear: number): Promise<void> {
  const { sent, copies } = await counts();
  const rows = await db.selectFrom('outbox').select(['message_id_header', 'state']).execute();
  expect(rows).toHaveLength(count);
  const unclear = rows.filter(({ state }) => state === 'unclear');
  expect(unclear.length).toBeLessThanOrEqual(mayBeUnclear);
  for (const { message_id_header: id, state } of rows) {
    if (state === 'unclear') expect(sent.get(id) ?? 0, `${id} unclear`).toBeLessThanOrEqual(1);
    else expect([id, state, sent.get(id), copies.get(id)]).toEqual([id, 'filed', 1, 1]);
  }
}

test('killed before each statement and at each moment of the dialogue, 1,000 messages: none lost, none twice', async () => {
  const count = 1000;
  await fill(count);
  let kills = 0;
  // One message takes about 25 statements; with several under way all their steps are met.
  for (let killAt = 1; killAt <= 42; killAt += 2) {
    // Two processes at a time work the queue, and die.
    const ends = await Promise.all([work(killAt).ended, work(killAt + 1).ended]);
    kills += ends.filter((end) => end === 'killed').length;
    await leasesRunOut();
  }
  for (const moment of ['connect', 'mail', 'rcpt', 'data', 'dot', 'answered'] as const) {
    const { child, ended } = work();
    let heard = 0;
    hear = (event) => {
      if (event === moment && ++heard === (moment === 'connect' ? 1 : 3)) child.kill('SIGKILL');
    };
    if ((await ended) === 'killed') kills++;
    hear = () => {};
    await leasesRunOut();
  }
  expect(kills).toBe(48);
  expect(await work().ended).toBe('idle');
  // Four at a time are on their way at most when a process dies.
  await check(count, 48 * 4);
  // Two and a half minutes alone; others are tested beside it.
}, 900_000);

test('two processes on one queue: each message goes out once, by one attempt, with one copy', async () => {
  const count = 200;
  await fill(count);
  await Promise.all([work().ended, work().ended]);
  await check(count, 0);
  const attempts = await db.selectFrom('delivery_attempt').select('outbox_id').execute();
  expect(attempts).toHaveLength(count);
  expect(smtp.accepted()).toBeGreaterThan(1);
}, 120_000);
