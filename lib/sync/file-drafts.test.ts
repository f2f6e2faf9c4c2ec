import { beforeEach, describe, expect, test } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { connect } from '@/lib/providers/imap/connect';
import { startScriptedImap } from '@/lib/providers/testing/scripted-imap';
import { type Db, openStore } from '@/lib/store/db';
import { draftsToFile, saveDraft, setDraftFiled } from '@/lib/store/drafts';
import { folderByRole, getFolderById, saveFolderState, saveFolders } from '@/lib/store/folders';
import { insertMessages } from '@/lib/store/messages';
import { messagesInFolder } from '@/lib/store/read-messages';
import { addAccount, listed, message, type TestAccount } from '@/lib/store/testing/mailbox';
import { fileDrafts } from './file-drafts';
import { type Filing, imapFiling } from './filing';

let db: Db;
let ann: TestAccount;

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  await saveFolders(db, ann.id, [listed('INBOX', 'inbox'), listed('Drafts', 'drafts')]);
});

const draft = (subject: string, editedAt: number): Draft => ({
  key: `draft-0000-${editedAt}`,
  accountId: ann.id,
  mode: 'new',
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject,
  html: null,
  text: 'words',
  uploads: [],
  editedAt,
});

/** A Drafts folder that takes what fits. */
function small(maxOctets: number, kept: string[]): Filing {
  return {
    isHere: false,
    usable: true,
    filesSent: false,
    validity: async () => '1',
    uidOf: async () => null,
    find: async () => [],
    read: async () => null,
    add: async (_, raw) => {
      const text = String(raw);
      if (text.length > maxOctets)
        throw new AppError('refused-by-server', { userMessage: 'The mailbox is full.' });
      kept.push(/^Subject: (.*)$/mu.exec(text)![1]!);
      return kept.length;
    },
    remove: async () => {},
    settle: async () => {},
  };
}

test('a draft that the server will not take is put off and said; the others are filed', async () => {
  await saveDraft(db, ann.userId, draft('x'.repeat(900), 1));
  await saveDraft(db, ann.userId, draft('Short', 2));
  const kept: string[] = [];
  const later = Date.now() + 60_000;
  await db.updateTable('draft').set({ file_at: 0 }).execute();
  await fileDrafts(db, small(800, kept), ann.id);
  expect(kept).toEqual(['Short']);
  expect(await draftsToFile(db, ann.id, later)).toEqual([]);
  expect(await draftsToFile(db, ann.id, later + 10 * 60_000)).toHaveLength(1);
  const drafts = await db
    .selectFrom('folder')
    .select('id')
    .where('role', '=', 'drafts')
    .executeTakeFirstOrThrow();
  expect((await getFolderById(db, drafts.id))?.error).toBe('The mailbox is full.');
});

describe('after the Drafts folder was numbered anew', () => {
  const ID = '<theirs@elsewhere.test>';

  async function fileOn(answers: Record<string, string>, patch: Partial<Draft> = {}): Promise<string[]> {
    const server = await startScriptedImap({ capabilities: 'UIDPLUS', answers });
    const c = await connect(server.login);
    try {
      await saveDraft(db, ann.userId, { ...draft('Ours', 1), ...patch });
      await db.updateTable('draft').set({ file_at: 0 }).execute();
      // What is done besides is not asked of this server.
      await fileDrafts(db, { ...imapFiling(db, c), add: async () => 9, settle: async () => {} }, ann.id);
      return server.lines.filter((line) => /UID (STORE|EXPUNGE|FETCH)/u.test(line));
    } finally {
      await c.close();
      await server.close();
    }
  }

  test.each([
    ['its source is found by its Message-ID', '* SEARCH 3\nTAG OK', 'UID EXPUNGE 3'],
    ['a source that is gone takes no other message with it', '* SEARCH\nTAG OK', null],
  ])('%s', async (_, found, expunge) => {
    const { id } = (await folderByRole(db, ann.id, 'drafts'))!;
    await saveFolderState(db, id, { uidValidity: '6', uidNext: 9 });
    const flags = { seen: true, flagged: false, answered: false, draft: true };
    await insertMessages(db, ann.id, id, [message(1, { messageId: ID, flags })]);
    const [source] = await messagesInFolder(db, ann.userId, id, 1);
    // The server's is 7.
    const lines = await fileOn(
      { 'UID SEARCH': '* SEARCH\nTAG OK', [`UID SEARCH HEADER MESSAGE-ID ${ID.toUpperCase()}`]: found },
      { sourceId: source!.id },
    );
    const expunged = lines.filter((line) => line.includes('EXPUNGE'));
    expect(expunged.map((line) => line.slice(line.indexOf('UID')))).toEqual(expunge ? [expunge] : []);
  });

  test.each([
    ['7', 0],
    ['6', 1],
  ])(
    'the copy filed as number 5 under UIDVALIDITY %s: what number 5 says now is read %i times',
    async (validity, times) => {
      await saveDraft(db, ann.userId, draft('Ours', 1));
      const [waiting] = await draftsToFile(db, ann.id, Date.now() + 60_000);
      await setDraftFiled(db, waiting!.id, { uid: 5, uidValidity: validity }, 1);
      const lines = await fileOn(
        { 'UID SEARCH': '* SEARCH 5\nTAG OK', 'UID FETCH': 'TAG OK' },
        { editedAt: 2, key: 'draft-0000-1' },
      );
      expect(lines.filter((line) => line.includes('FETCH'))).toHaveLength(times);
    },
  );
});

test('a draft that the server will not take just now is offered again soon, on the same connection; the others are filed', async () => {
  const server = await startScriptedImap({
    capabilities: 'UIDPLUS',
    answers: {
      'UID SEARCH': '* SEARCH\nTAG OK',
      APPEND: ['TAG NO [INUSE] Locked', 'TAG OK [APPENDUID 7 9] done'],
    },
  });
  const c = await connect(server.login);
  try {
    for (const n of [1, 2]) await saveDraft(db, ann.userId, draft(`Draft ${n}`, n));
    await db.updateTable('draft').set({ file_at: 0 }).execute();
    await fileDrafts(db, { ...imapFiling(db, c), settle: async () => {} }, ann.id);
    const soon = await draftsToFile(db, ann.id, Date.now() + 60_000);
    expect(soon.map(({ draft: { subject } }) => subject)).toEqual(['Draft 1']);
    expect(c.usable).toBe(true);
    expect((await folderByRole(db, ann.id, 'drafts'))!.error).toBeNull();
  } finally {
    await c.close();
    await server.close();
  }
});
