import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { store } from '@/lib/store/db';
import { addOutboxItem } from '@/lib/store/outbox';
import { RawBatch, rawFile } from '@/lib/store/raw-files';
import { createSession } from '@/lib/store/sessions';
import { addAccount, type TestAccount } from '@/lib/store/testing/mailbox';
import { cleanUp } from './clean-up';
import { signOut } from './sign-out';
import { writeMessage } from './write-message';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-clean-'));
const outbox = join(dir, 'outbox');
const DAY = 24 * 3600_000;
let ann: TestAccount;

beforeAll(async () => {
  Object.assign(process.env, { APP_SECRET: 'x'.repeat(40), DATA_DIR: dir, LOG_LEVEL: 'silent' });
  ann = await addAccount(await store());
  mkdirSync(outbox);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function queued(name: string, patch: { state: string; accepted_at?: number; filed_at?: number }) {
  const db = await store();
  const path = join(outbox, name);
  writeFileSync(path, 'octets');
  utimesSync(path, (Date.now() - 2 * DAY) / 1000, (Date.now() - 2 * DAY) / 1000);
  const { id } = await addOutboxItem(db, {
    userId: ann.userId,
    accountId: ann.id,
    idempotencyKey: `key-${name}`,
    messageIdHeader: `<${name}@example.org>`,
    subject: name,
    to: [],
    envelope: { from: 'ann@example.org', to: ['ben@example.org'] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    // As noted by a server whose DATA_DIR lay elsewhere.
    path: `/elsewhere/outbox/${name}`,
    size: 6,
    originalId: null,
    draft: null,
    holdUntil: Date.now(),
    sendAt: null,
  });
  await db.updateTable('outbox').set(patch).where('id', '=', id).execute();
}

test('after a day the octets of messages that are done go; those that wait or are still to be filed stay', async () => {
  await queued('waits.eml', { state: 'retry' });
  await queued('failed.eml', { state: 'failed' });
  await queued('to-file.eml', { state: 'cancelled', accepted_at: 1 });
  await queued('taken-back.eml', { state: 'cancelled' });
  await queued('partly-filed.eml', { state: 'cancelled', accepted_at: 1, filed_at: 2 });
  await queued('filed.eml', { state: 'filed', accepted_at: 1, filed_at: 2 });
  writeFileSync(join(outbox, 'young.eml'), 'its row is on its way');
  await cleanUp(Date.now());
  expect(readdirSync(outbox).sort()).toEqual(['failed.eml', 'to-file.eml', 'waits.eml', 'young.eml']);
});

test('the record of a message goes after a year, while the process runs', async () => {
  const db = await store();
  const count = async () => (await db.selectFrom('outbox').select('id').execute()).length;
  const before = await count();
  await cleanUp(Date.now() + 364 * DAY);
  expect(await count()).toBe(before);
  await cleanUp(Date.now() + 366 * DAY);
  expect(
    (await db.selectFrom('outbox').select('state').orderBy('id').execute()).map(({ state }) => state),
  ).toEqual(['retry', 'failed']);
});

test('a message that cannot be written whole leaves no file', async () => {
  const before = readdirSync(outbox);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('From: a');
      throw new Error('the attachment is gone');
    })(),
  );
  await expect(writeMessage(broken)).rejects.toThrow('gone');
  expect(readdirSync(outbox)).toEqual(before);
});

test("'forget' takes the mail that exists only here with it; what a crash left of it goes later", async () => {
  const db = await store();
  const mia = await addAccount(db, 'mia');
  const write = async (accountId: number) =>
    rawFile((await new RawBatch(accountId).write([Buffer.from('Subject: x\r\n\r\n')], () => {})).path);
  const [mine, hers, nobodys] = [await write(ann.id), await write(mia.id), await write(mia.id + 1000)];
  const sessionId = await createSession(db, mia.userId);
  await signOut(mia.userId, sessionId, true);
  expect([existsSync(mine), existsSync(hers)]).toEqual([true, false]);
  await cleanUp(Date.now());
  expect([existsSync(mine), existsSync(nobodys)]).toEqual([true, false]);
});
