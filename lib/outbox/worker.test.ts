// The queue at work on a server that can do little: how many at once, over how many connections, and when it is left alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type SmtpScript, startScriptedSmtp } from '@/lib/providers/testing/scripted-smtp';
import { seal } from '@/lib/runtime/vault';
import { createAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { addOutboxItem, listOutbox } from '@/lib/store/outbox';
import { startOutbox } from './worker';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-worker-'));
let db: Db;
let serial = 0;
beforeAll(async () => {
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    LOG_LEVEL: 'silent',
  });
  db = await store();
  return () => rmSync(dir, { recursive: true, force: true });
});
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** `count` messages of one account through this server, and a worker that has nothing to do with IMAP. */
async function setUp(script: SmtpScript, count: number, sendAt: number | null = null) {
  const smtp = await startScriptedSmtp(script);
  const { id: accountId, userId } = await createAccount(db, {
    address: `ann${++serial}@lab.test`,
    name: 'Ann',
    username: `ann${serial}`,
    imap: { host: 'localhost', port: 1, security: 'tls' },
    smtp: { host: 'localhost', port: smtp.port, security: 'tls' },
    secret: seal('secret'),
  });
  for (let message = 0; message < count; message++) {
    const path = join(dir, `${serial}-${message}.eml`);
    writeFileSync(path, `Subject: ${message}\r\n\r\nHello.\r\n`);
    await addOutboxItem(db, {
      userId,
      accountId,
      idempotencyKey: `worker-${serial}-${message}`,
      messageIdHeader: `<${message}.${serial}@lab.test>`,
      subject: String(message),
      to: [],
      envelope: { from: 'ann@lab.test', to: ['ben@lab.test'] },
      options: { eightBit: false, requireTls: false, deliveryNotice: false },
      path,
      size: 25,
      originalId: null,
      draft: null,
      holdUntil: sendAt ?? Date.now(),
      sendAt,
    });
  }
  const start = () => {
    const worker = startOutbox({ fileSent: async () => {}, lookForCopy: async () => {} });
    ends.unshift(worker.stop);
  };
  if (sendAt === null) start();
  ends.push(smtp.close, async () => void (await db.deleteFrom('outbox').execute()));
  const states = async () => {
    const items = await listOutbox(db, userId);
    return (state: string) => items.filter((item) => item.state === state).length;
  };
  return { smtp, states, start, items: () => listOutbox(db, userId) };
}

test('many messages to one host go over four connections at most, each of which carries several', async () => {
  let waiting: (() => void)[] = [];
  const held = () => new Promise<string>((resolve) => waiting.push(() => resolve('250 2.0.0 taken')));
  const { smtp, states } = await setUp({ end: [held] }, 12);
  for (let taken = 0; taken < 12; taken += 4) {
    await expect.poll(() => waiting.length, { timeout: 10_000 }).toBe(4);
    expect((await states())('sending')).toBe(4);
    const now = waiting;
    waiting = [];
    for (const answer of now) answer();
  }
  await expect.poll(async () => (await states())('filed'), { timeout: 10_000 }).toBe(12);
  expect(smtp.messages).toHaveLength(12);
  expect(smtp.accepted()).toBe(4);
});

test.each([
  ['421 4.7.0 at the beginning', { greeting: '421 4.7.0 too many connections' }],
  ['450 4.7.1 at MAIL', { mail: '450 4.7.1 slow down' }],
])('a server that asks for less (%s) is left alone with all that waits for it', async (_, script) => {
  const { smtp, states } = await setUp(script, 12);
  await expect.poll(async () => (await states())('retry'), { timeout: 10_000 }).toBeGreaterThan(0);
  await expect.poll(async () => (await states())('sending'), { timeout: 10_000 }).toBe(0);
  const of = await states();
  expect(of('retry')).toBeLessThanOrEqual(4);
  expect(of('retry') + of('queued') + of('held')).toBe(12);
  expect(smtp.accepted()).toBeLessThanOrEqual(4);
  expect(smtp.messages).toEqual([]);
});

test('what was due while nothing ran leaves as soon as the queue is worked, at once, and says by how much it is late', async () => {
  const { smtp, start, items } = await setUp({}, 2, Date.now() + 3600_000);
  expect((await items()).map(({ state }) => state)).toEqual(['held', 'held']);
  // What a machine does that sleeps: the time of one of them was ten minutes ago, when nobody looked.
  const at = Date.now() - 10 * 60_000;
  const late = (await items())[0]!.id;
  await db.updateTable('outbox').set({ send_at: at, next_try_at: at }).where('id', '=', late).execute();
  start();
  await expect.poll(() => smtp.messages.length, { timeout: 10_000 }).toBe(1);
  await expect.poll(async () => (await items())[0]?.state, { timeout: 10_000 }).toBe('filed');
  const [left, planned] = await items();
  expect(left!.lateMs).toBeGreaterThanOrEqual(10 * 60_000);
  expect([planned!.state, planned!.lateMs]).toEqual(['held', null]);
});
