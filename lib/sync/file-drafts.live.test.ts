import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { listFolders } from '@/lib/providers/imap/list-folders';
import { setUpLiveImap } from '@/lib/providers/testing/live-imap';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { listVersions } from '@/lib/store/draft-versions';
import { fileDraftNow, getKeptDraft, nextFileAt, removeDraft, saveDraft } from '@/lib/store/drafts';
import { createIdentity } from '@/lib/store/identities';
import { folderByRole, saveFolders } from '@/lib/store/folders';
import { messagesInFolder } from '@/lib/store/read-messages';
import { imapFiling } from './filing';
import { fileDrafts } from './file-drafts';
import { pullFolder } from './pull-folder';

const live = setUpLiveImap();
const dir = mkdtempSync(join(tmpdir(), 'pennypost-drafts-'));
let db: Db;
let account: AccountRow;
let draft: Draft;

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
  // The process's own: a pull writes to it from a thread.
  db = await store();
  account = await createAccount(db, {
    address: live.user.address,
    name: 'Ann',
    username: live.user.username,
    imap: { host: 'localhost', port: live.lab.ports.imaps, security: 'tls' },
    smtp: { host: 'localhost', port: live.lab.ports.submission, security: 'starttls' },
    secret: seal(live.user.password),
  });
  await saveFolders(db, account.id, await listFolders(live.c));
  draft = {
    key: 'draft-0001',
    accountId: account.id,
    mode: 'new',
    originalId: null,
    to: [{ name: 'Ben', address: 'ben@lab.test' }],
    cc: [],
    bcc: [{ name: '', address: 'secret@lab.test' }],
    subject: 'Plan',
    html: null,
    text: 'First words',
    uploads: [],
    editedAt: Date.now(),
  };
});

let edits = 0;
/** Saves with other words and marks the copy as due. */
async function type(text: string): Promise<void> {
  edits++;
  await saveDraft(db, account.userId, { ...draft, text, editedAt: draft.editedAt + edits });
  await fileDraftNow(db, account.userId, draft.key);
}
const file = () => fileDrafts(db, imapFiling(db, live.c), account.id);

/** What another mail program sees in Drafts. */
async function seen(): Promise<{ uid: number; source: string; flags: string[] }[]> {
  await live.other.mailboxOpen('Drafts');
  await live.other.noop();
  const found = [];
  for await (const { uid, source, flags } of live.other.fetch('1:*', { source: true, flags: true }))
    found.push({ uid, source: String(source), flags: [...(flags ?? [])] });
  return found;
}

test('is one message with the draft flag, replaced at each edit, with its Bcc for other programs', async () => {
  for (const text of ['One', 'Two', 'Three']) {
    await type(text);
    await file();
  }
  const all = await seen();
  expect(all).toHaveLength(1);
  expect(all[0]!.source).toMatch(/Three\s*$/u);
  expect(all[0]!.source).toMatch(/^Bcc: .*secret@lab\.test/mu);
  expect(all[0]!.flags).toContain('\\Draft');
  expect(await nextFileAt(db, account.id)).toBeNull();
  await removeDraft(db, account.userId, draft.key);
  await file();
  expect(await seen()).toEqual([]);
});

test('is written as the identity that was chosen, with its Reply-To', async () => {
  const { id } = await createIdentity(db, account.userId, account.id, {
    name: 'Ann at work',
    address: 'desk@lab.test',
    replyTo: 'office@lab.test',
    signatureHtml: null,
    signatureText: '',
    isDefault: false,
  });
  await type('As Ann');
  await file();
  expect((await seen())[0]!.source).toMatch(new RegExp(`^From: .*${live.user.address}`, 'mu'));
  draft.identityId = id;
  await type('As the desk');
  await file();
  const all = await seen();
  expect(all).toHaveLength(1);
  expect(all[0]!.source).toMatch(/^From: "?Ann at work"? <desk@lab\.test>\r$/mu);
  expect(all[0]!.source).toMatch(/^Reply-To: .*office@lab\.test/mu);
});

test.each(['before the old copy is deleted', 'after the old copy is deleted'])(
  'a process that is killed %s leaves one draft in the end',
  async (moment) => {
    await type('One');
    await file();
    const [old] = await seen();
    await type('Two');
    // What the killed process had done: the new copy is there, and nobody here knows it.
    const [, id] = (await seen())[0]!.source.match(/^Message-ID: (\S+)/imu)!;
    await live.other.append('Drafts', `Message-ID: ${id}\r\nSubject: Plan\r\n\r\nTwo\r\n`, ['\\Draft']);
    if (moment.startsWith('after')) {
      await live.other.mailboxOpen('Drafts');
      await live.other.messageDelete(String(old!.uid), { uid: true });
    }
    await file();
    const all = await seen();
    expect(all).toHaveLength(1);
    expect(all[0]!.source).toMatch(/Two\s*$/u);
  },
);

test('what another program wrote under the same Message-ID is kept as a version when a newer edit here replaces it', async () => {
  await type('Ours');
  await file();
  const [copy] = await seen();
  const theirs = copy!.source.replace('Ours', 'Written on the telephone');
  await live.other.append('Drafts', theirs, ['\\Draft']);
  await live.other.messageDelete(String(copy!.uid), { uid: true });
  await type('Ours again');
  await file();
  const all = await seen();
  expect(all).toHaveLength(1);
  expect(all[0]!.source).toContain('Ours again');
  expect(await listVersions(db, account.userId, draft.key)).toContainEqual(
    expect.objectContaining({
      reason: 'elsewhere',
      excerpt: expect.stringContaining('Written on the telephone'),
    }),
  );
});

test('a draft begun in another program is replaced by what is written here', async () => {
  await live.other.append(
    'Drafts',
    'Message-ID: <theirs@elsewhere.test>\r\nSubject: Begun elsewhere\r\n\r\nTheir words\r\n',
    ['\\Draft'],
  );
  const folder = (await folderByRole(db, account.id, 'drafts'))!;
  await pullFolder(db, live.c, folder.id);
  const [message] = await messagesInFolder(db, account.userId, folder.id, 10);
  draft = { ...draft, key: `imported-${message!.id}`, sourceId: message!.id };
  await type('Our words');
  await file();
  const all = await seen();
  expect(all).toHaveLength(1);
  expect(all[0]!.source).toContain('Our words');
  expect(await getKeptDraft(db, account.userId, draft.key)).toMatchObject({
    isFiled: true,
    copy: { uid: all[0]!.uid },
  });
});

test('the source of a draft is only ever a draft in the Drafts folder', async () => {
  await live.fill(1);
  const inbox = (await folderByRole(db, account.id, 'inbox'))!;
  await pullFolder(db, live.c, inbox.id);
  const [letter] = await messagesInFolder(db, account.userId, inbox.id, 10);
  draft = { ...draft, sourceId: letter!.id };
  await type('Words');
  await file();
  await live.other.mailboxOpen('INBOX');
  expect(await live.other.status('INBOX', { messages: true })).toMatchObject({ messages: 1 });
});
