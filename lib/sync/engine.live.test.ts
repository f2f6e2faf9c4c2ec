import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';
import type { ConversationRow } from '@/lib/contract/mail';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount, listAccounts, updateAccount } from '@/lib/store/accounts';
import { changesAfter } from '@/lib/store/changes';
import { listConversations } from '@/lib/store/conversations';
import { type Db, store } from '@/lib/store/db';
import { saveDraft } from '@/lib/store/drafts';
import { folderByRole, listFolders } from '@/lib/store/folders';
import { changeFlags, deleteMessages, moveMessages } from '@/lib/store/local-changes';
import { finishPendingChange, nextPendingChanges } from '@/lib/store/pending-changes';
import { getConversation, getMessage } from '@/lib/store/read-messages';
import { searchConversations } from '@/lib/store/search-index';
import { parseQuery } from '@/lib/search/parse-query';
import { createFolder, deleteFolder, moveFolder } from './change-folders';
import { engines } from './engines';
import { getBody } from './get-body';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-engine-'));
let lab: Lab;
let db: Db;
let user: LabUser;
let account: AccountRow;

const letter = (subject: string, extra = '', body = `Body of ${subject}.`) =>
  `From: Cleo <cleo@outside.test>\r\nTo: ${user.address}\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W/gu, '')}-${user.address}>\r\n${extra}Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n${body}\r\n`;

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
  user = await lab.createUser();
  account = await createAccount(db, {
    address: user.address,
    name: 'Ann',
    username: user.username,
    imap: { host: 'localhost', port: lab.ports.imaps, security: 'tls' },
    smtp: { host: 'localhost', port: lab.ports.submission, security: 'starttls' },
    secret: seal(user.password),
  });
  return () => engines().stop(account.id);
});

const folderId = async (role: 'inbox' | 'trash' | 'archive' | 'drafts') =>
  (await folderByRole(db, account.id, role))?.id ?? 0;
const rows = async (role: 'inbox' | 'trash' | 'archive' | 'drafts' = 'inbox'): Promise<ConversationRow[]> => {
  const id = await folderId(role);
  return id === 0 ? [] : (await listConversations(db, account.userId, id, null)).rows;
};
const subjects = async (role?: 'inbox' | 'trash' | 'archive' | 'drafts') =>
  (await rows(role)).map(({ subject }) => subject);
const start = () => engines().start(account.id);
const messagesOf = async (row: ConversationRow) =>
  Promise.all(
    (await getConversation(db, account.userId, row.id, row.folderId)).messages.map(({ id }) =>
      getMessage(db, account.userId, id),
    ),
  );

test('old mail is listed, its text found, its body read; new mail comes by itself', async () => {
  await lab.deliver(letter('First'), user.address);
  await expect
    .poll(
      async () => {
        await start();
        return subjects();
      },
      { interval: 1500 },
    )
    .toEqual(['First']);
  await lab.deliver(letter('Second', 'In-Reply-To: <nothing@x>\r\n', 'The quick zebra.'), user.address);
  await expect.poll(() => subjects()).toContain('Second');
  const found = () => searchConversations(db, account.userId, parseQuery('zeb'), { folderId: null }, null);
  await expect
    .poll(async () => (await found()).rows.map(({ subject }) => subject), { timeout: 20_000 })
    .toEqual(['Second']);
  await expect
    .poll(async () => (await rows()).find(({ subject }) => subject === 'Second')?.snippet)
    .toBe('The quick zebra.');
  const [message] = await messagesOf((await rows()).find(({ subject }) => subject === 'Second')!);
  const { body } = await getBody(db, message!);
  expect(body).toMatchObject({ kind: 'text', problem: null });
  expect(body.text).toContain('The quick zebra.');
});

test("another client's flag, move and deletion appear", async () => {
  for (const subject of ['A', 'B', 'C']) await lab.deliver(letter(subject), user.address);
  await start();
  await expect.poll(async () => (await subjects()).sort()).toEqual(['A', 'B', 'C']);
  const other = await lab.connectImap(user);
  await other.mailboxOpen('INBOX');
  const uidOf = async (subject: string) =>
    String(((await other.search({ subject }, { uid: true })) as number[])[0]);
  await other.messageFlagsAdd(await uidOf('A'), ['\\Seen', '\\Flagged'], { uid: true });
  await expect
    .poll(async () => (await rows()).find(({ subject }) => subject === 'A'))
    .toMatchObject({ unread: false, starred: true });
  await other.messageDelete(await uidOf('B'), { uid: true });
  await expect.poll(async () => (await subjects()).sort()).toEqual(['A', 'C']);
  await other.messageMove(await uidOf('C'), 'Archive', { uid: true });
  await expect.poll(() => subjects()).toEqual(['A']);
  await engines().open(await folderId('archive'));
  await expect.poll(() => subjects('archive')).toEqual(['C']);
  await other.logout();
});

test('what a person does reaches the server, in order, and doubles nothing', async () => {
  for (const subject of ['D', 'E']) await lab.deliver(letter(subject), user.address);
  await start();
  await expect.poll(async () => (await subjects()).length).toBe(2);
  const [d] = await messagesOf((await rows()).find(({ subject }) => subject === 'D')!);
  const [e] = await messagesOf((await rows()).find(({ subject }) => subject === 'E')!);
  await changeFlags(db, [d!], { seen: true });
  await moveMessages(db, [d!], await folderId('archive'));
  await deleteMessages(db, [e!]);
  expect(await subjects()).toEqual([]);
  expect(await subjects('archive')).toEqual(['D']);
  engines().wake(account.id);
  const other = await lab.connectImap(user);
  await expect
    .poll(async () => (await other.status('Archive', { messages: true, unseen: true })) as object)
    .toMatchObject({ messages: 1, unseen: 0 });
  await expect
    .poll(async () => (await other.status('INBOX', { messages: true })) as object)
    .toMatchObject({ messages: 0 });
  await engines().open(await folderId('archive'));
  await expect.poll(async () => (await getMessage(db, account.userId, d!.id)).uid).not.toBeNull();
  expect(await subjects('archive')).toEqual(['D']);
  await other.logout();
});

test('a refused change is undone and told', async () => {
  await lab.deliver(letter('F'), user.address);
  await start();
  await expect.poll(() => subjects()).toEqual(['F']);
  const target = await createFolder(db, account.id, null, 'Doomed');
  await engines().stop(account.id);
  const [f] = await messagesOf((await rows())[0]!);
  await moveMessages(db, [f!], target);
  const other = await lab.connectImap(user);
  await other.mailboxDelete('Doomed');
  await other.logout();
  await start();
  await expect.poll(() => subjects(), { timeout: 20_000 }).toEqual(['F']);
  const { events } = await changesAfter(db, account.userId, 0, 1000);
  expect(events.map(({ event }) => event.kind)).toContain('refused');
});

test('a message that the server moved a moment ago is read all the same', async () => {
  await lab.deliver(letter('G'), user.address);
  await start();
  await expect.poll(() => subjects()).toEqual(['G']);
  await expect.poll(() => folderId('archive')).not.toBe(0);
  await engines().stop(account.id);
  const [g] = await messagesOf((await rows())[0]!);
  await moveMessages(db, [g!], await folderId('archive'));
  const other = await lab.connectImap(user);
  await other.mailboxOpen('INBOX');
  const moved = await other.messageMove(String(g!.uid), 'Archive', { uid: true });
  await other.logout();
  const newUid = moved === false ? undefined : moved.uidMap?.get(g!.uid!);
  const reading = getBody(db, g!);
  const [change] = await nextPendingChanges(db, account.id, 1);
  await finishPendingChange(db, change!, newUid);
  expect((await reading).body.text).toContain('Body of G.');
});

test('folders are made, renamed with their messages, and deleted on the server', async () => {
  await start();
  await expect.poll(() => folderId('inbox')).not.toBe(0);
  const id = await createFolder(db, account.id, null, 'Projekte ü');
  const other = await lab.connectImap(user);
  const paths = async () => (await other.list()).map(({ path }) => path);
  expect(await paths()).toContain('Projekte ü');
  const folder = (await listFolders(db, account.userId)).find((one) => one.id === id)!;
  const row = { ...folder, delimiter: '/' } as unknown as Parameters<typeof moveFolder>[1];
  await moveFolder(db, row, null, 'Renamed');
  expect(await paths()).toContain('Renamed');
  await deleteFolder(db, { ...row, path: 'Renamed' });
  expect(await paths()).not.toContain('Renamed');
  await other.logout();
});

test('a draft is one message in Drafts, replaced when edited, gone when discarded', async () => {
  await start();
  await expect.poll(() => folderId('drafts')).not.toBe(0);
  const draft = {
    key: `draft-${account.id}-0001`,
    accountId: account.id,
    mode: 'new' as const,
    originalId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: 'Draft one',
    html: null,
    text: 'words',
    uploads: [],
    editedAt: Date.now() - 60_000,
  };
  await saveDraft(db, account.userId, draft);
  engines().wake(account.id);
  await expect.poll(() => subjects('drafts'), { timeout: 15_000 }).toEqual(['Draft one']);
  await saveDraft(db, account.userId, { ...draft, subject: 'Draft two', editedAt: draft.editedAt + 1 });
  engines().wake(account.id);
  await expect.poll(() => subjects('drafts'), { timeout: 15_000 }).toEqual(['Draft two']);
});

test('a password that is no longer right is told as that', async () => {
  await updateAccount(db, account.id, { secret: seal('wrong') });
  await start();
  await expect
    .poll(async () => (await listAccounts(db, account.userId))[0]!)
    .toMatchObject({ state: 'wrong-password', stateText: expect.stringContaining('did not accept') });
});
