// The Sent copy on real servers, also on one that files a copy by itself: at once, a moment later, or never after all.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { listFolders } from '@/lib/providers/imap/list-folders';
import { setUpLiveImap } from '@/lib/providers/testing/live-imap';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { folderByRole, saveFolders } from '@/lib/store/folders';
import { addOutboxItem, getOutboxItem } from '@/lib/store/outbox';
import { claimDue, type QueuedMessage, recordOutcome } from '@/lib/store/outbox-queue';
import { serverFilesSent } from '@/lib/store/sent-copies';
import { fileSent } from './file-sent';
import { pullFolder } from './pull-folder';

const live = setUpLiveImap();
const dir = mkdtempSync(join(tmpdir(), 'pennypost-sent-'));
let db: Db;
let account: AccountRow;
let serial = 0;

beforeAll(() => {
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    LOG_LEVEL: 'silent',
  });
  return () => rmSync(dir, { recursive: true, force: true });
});

beforeEach(async () => {
  db = await store();
  account = await createAccount(db, {
    address: live.user.address,
    name: 'Ann',
    username: live.user.username,
    imap: { host: 'localhost', port: live.lab.ports.imaps, security: 'tls' },
    smtp: { host: 'localhost', port: live.lab.ports.submission, security: 'starttls' },
    secret: seal(live.user.password),
  });
  await live.lab.append(live.user, 'Sent', 'Subject: first\r\n\r\nx\r\n');
  await saveFolders(db, account.id, await listFolders(live.c));
});

const rawOf = (id: string) =>
  `From: ${live.user.address}\r\nSubject: Sent\r\nMessage-ID: ${id}\r\n\r\nOnce.\r\n`;

/** A message that a server took, at its `fileAttempts`-th try to be filed. */
function accepted(fileAttempts = 1): QueuedMessage {
  const messageIdHeader = `<${++serial}.copy@lab.test>`;
  const path = join(dir, `${serial}.eml`);
  writeFileSync(path, rawOf(messageIdHeader));
  return {
    id: serial,
    userId: account.userId,
    accountId: account.id,
    host: 'localhost',
    messageIdHeader,
    from: account.address,
    remaining: [],
    accepted: ['ben@lab.test'],
    refused: [],
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path,
    size: 1,
    originalId: null,
    attempts: 1,
    attemptId: 0,
    fileAttempts,
    createdAt: Date.now(),
    firstTryAt: Date.now(),
  };
}

/** What the server does by itself, through a connection that is not ours. */
const serverFiles = ({ messageIdHeader }: QueuedMessage) =>
  live.lab.append(live.user, 'Sent', rawOf(messageIdHeader));

async function copies({ messageIdHeader }: QueuedMessage): Promise<number[]> {
  await live.other.mailboxOpen('Sent');
  await live.other.noop();
  return (await live.other.search({ header: { 'message-id': messageIdHeader } }, { uid: true })) || [];
}

test('a copy that the server filed before us is the copy; later ones are waited for, and filed when none comes', async () => {
  const first = accepted();
  const uid = await serverFiles(first);
  await fileSent(first);
  expect(await copies(first)).toEqual([uid]);
  expect(await serverFilesSent(db, account.id)).toBe(true);

  const late = accepted();
  await expect(fileSent(late)).rejects.toMatchObject({ temporary: true });
  expect(await copies(late)).toEqual([]);
  await serverFiles(late);
  await fileSent({ ...late, fileAttempts: 2 });
  expect(await copies(late)).toHaveLength(1);

  const forgotten = accepted(4);
  await fileSent(forgotten);
  expect(await copies(forgotten)).toHaveLength(1);
});

test('a copy that the server files a moment after ours makes ours go, and is remembered', async () => {
  const first = accepted();
  await fileSent(first);
  const [ours] = await copies(first);
  const theirs = await serverFiles(first);
  expect(ours).not.toBe(theirs);
  await expect.poll(() => copies(first)).toEqual([theirs]);
  await expect.poll(() => serverFilesSent(db, account.id)).toBe(true);
  await expect(fileSent(accepted())).rejects.toMatchObject({ temporary: true });
});

test('a try of ours that got through unheard of is found, and says nothing about the server', async () => {
  const queued = accepted();
  await fileSent(queued);
  await fileSent({ ...queued, fileAttempts: 2 });
  expect(await copies(queued)).toHaveLength(1);
  expect(await serverFilesSent(db, account.id)).toBe(false);
});

test('the copy of a message of which nobody knows whether it left is seen, whoever pulls Sent', async () => {
  const sent = (await folderByRole(db, account.id, 'sent'))!;
  await pullFolder(db, live.c, sent.id);
  const queued = accepted();
  const { id } = await addOutboxItem(db, {
    userId: account.userId,
    accountId: account.id,
    idempotencyKey: `unclear-${serial}`,
    messageIdHeader: queued.messageIdHeader,
    subject: 'Sent',
    to: [],
    envelope: { from: account.address, to: ['ben@lab.test'] },
    options: queued.options,
    path: queued.path,
    size: 1,
    originalId: null,
    draft: null,
    holdUntil: Date.now() - 1,
    sendAt: null,
  });
  const claimed = (await claimDue(db, Date.now()))!;
  const outcome = { state: 'unclear' as const, nextTryAt: null, reason: null };
  await recordOutcome(db, claimed, outcome, { result: 'unclear', dialogue: null, at: Date.now() });
  const item = () => getOutboxItem(db, account.userId, id);
  await pullFolder(db, live.c, sent.id);
  expect((await item()).seenIn).toBeNull();
  await serverFiles(queued);
  await pullFolder(db, live.c, sent.id);
  expect(await item()).toMatchObject({ state: 'unclear', seenIn: 'Sent' });
});
