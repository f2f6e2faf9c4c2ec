import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connect } from '@/lib/providers/imap/connect';
import { startScriptedImap } from '@/lib/providers/testing/scripted-imap';
import { store } from '@/lib/store/db';
import { saveFolderState } from '@/lib/store/folders';
import { moveMessages } from '@/lib/store/local-changes';
import { markTried, nextPendingChanges } from '@/lib/store/pending-changes';
import { messagesInFolder } from '@/lib/store/read-messages';
import { addAccount, message, pull } from '@/lib/store/testing/mailbox';
import { pushChanges } from './push-changes';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-push-'));
Object.assign(process.env, { APP_SECRET: 'x'.repeat(40), DATA_DIR: dir });
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

test.each(['found by a pull', 'found by its Message-ID'])(
  'without MOVE, a copy whose answer was lost, %s, is not made again: only the source goes',
  async (how) => {
    const server = await startScriptedImap({
      capabilities: 'UIDPLUS',
      answers: { 'UID SEARCH': '* SEARCH 3 9\nTAG OK', 'UID COPY': 'TAG NO There must be no second copy' },
    });
    const db = await store();
    const ann = await addAccount(db, how);
    await pull(db, ann, 'INBOX', message(1));
    for (const path of ['INBOX', 'Archive'] as const)
      await saveFolderState(db, ann.folder[path], { uidValidity: '7', uidNext: 5 });
    await moveMessages(db, await messagesInFolder(db, ann.userId, ann.folder.INBOX, 9), ann.folder.Archive);
    await markTried(db, [(await nextPendingChanges(db, ann.id, 1))[0]!.id]);
    if (how === 'found by a pull') await pull(db, ann, 'Archive', { ...message(1), uid: 9 });
    const c = await connect(server.login);
    ends.push(() => c.close(), server.close);
    await pushChanges(db, c, ann.id);
    const sent = server.lines.map((line) => line.replace(/^\S+ /u, ''));
    expect(sent.filter((line) => line.startsWith('UID COPY'))).toEqual([]);
    expect(sent).toContain('UID EXPUNGE 1');
    expect(await nextPendingChanges(db, ann.id, 1)).toEqual([]);
    expect(await messagesInFolder(db, ann.userId, ann.folder.Archive, 9)).toMatchObject([{ uid: 9 }]);
    expect(await messagesInFolder(db, ann.userId, ann.folder.INBOX, 9)).toEqual([]);
  },
);
