import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { connect } from '@/lib/providers/imap/connect';
import { type Answer, startScriptedImap } from '@/lib/providers/testing/scripted-imap';
import { changesAfter } from '@/lib/store/changes';
import { store } from '@/lib/store/db';
import { saveFolderState } from '@/lib/store/folders';
import { changeFlags, moveMessages } from '@/lib/store/local-changes';
import { markTried, postponePendingChange, nextPendingChanges } from '@/lib/store/pending-changes';
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

describe('a server that will not', () => {
  /** Marks two messages as read, the first one also as starred, and replays it all. */
  async function push(
    name: string,
    answers: Record<string, Answer>,
    before: { tries?: number; refusals?: number } = {},
  ) {
    const server = await startScriptedImap({ answers });
    const db = await store();
    const ann = await addAccount(db, name);
    await pull(db, ann, 'INBOX', message(1), message(2));
    await saveFolderState(db, ann.folder.INBOX, { uidValidity: '7', uidNext: 5 });
    const inbox = () => messagesInFolder(db, ann.userId, ann.folder.INBOX, 9);
    const [one, two] = await inbox();
    await changeFlags(db, [one!], { flagged: true });
    await changeFlags(db, [two!], { seen: true });
    const ids = (await nextPendingChanges(db, ann.id, 9)).map(({ id }) => id);
    for (let n = 0; n < (before.tries ?? 0); n++) await markTried(db, ids);
    for (const id of ids)
      for (let n = 0; n < (before.refusals ?? 0); n++) await postponePendingChange(db, id, 0, true);
    const c = await connect(server.login);
    ends.push(() => c.close(), server.close);
    const dueAt = await pushChanges(db, c, ann.id);
    const { events } = await changesAfter(db, ann.userId, 0, 100);
    return {
      c,
      dueAt,
      stores: server.lines.filter((line) => line.includes('UID STORE')).length,
      shown: (await inbox()).map(({ flagged, seen }) => [flagged, seen]),
      waiting: (await nextPendingChanges(db, ann.id, 9, Date.now() + 3600_000)).length,
      refusals: events.flatMap(({ event }) => (event.kind === 'refused' ? [event.text] : [])),
    };
  }

  test('just now is asked again later, on the same connection; other messages have their turn', async () => {
    const before = Date.now();
    const done = await push('inuse', { 'UID STORE': ['TAG NO [INUSE] Locked', 'TAG OK'] });
    expect(done.c.usable).toBe(true);
    expect(done).toMatchObject({ stores: 2, waiting: 1, refusals: [] });
    expect(done.shown).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(done.dueAt).toBeGreaterThanOrEqual(before + 5000);
  });

  test('just now, for the twelfth time, is undone with its words', async () => {
    const done = await push('bug', { 'UID STORE': 'TAG NO [SERVERBUG] Oops' }, { refusals: 11 });
    expect(done).toMatchObject({ waiting: 0, dueAt: null });
    expect(done.shown).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(done.refusals[0]).toBe('localhost is not available just now. It says: Oops');
  });

  test('just now, for the first time after many broken lines, is asked again', async () => {
    const done = await push('flapping', { 'UID STORE': ['TAG NO [INUSE] Locked', 'TAG OK'] }, { tries: 50 });
    expect(done).toMatchObject({ waiting: 1, refusals: [] });
  });

  test('for good is undone with its words at once', async () => {
    const done = await push('quota', { 'UID STORE': ['TAG NO [LIMIT] Too many flags', 'TAG OK'] });
    expect(done).toMatchObject({ stores: 2, waiting: 0, dueAt: null });
    expect(done.shown).toEqual([
      [false, false],
      [false, true],
    ]);
    expect(done.refusals).toEqual(['localhost refused: Too many flags']);
  });

  test('and goes away is asked again by the next connection, and nothing is undone', async () => {
    await expect(push('cut', { 'UID STORE': 'CUT' }, { tries: 50 })).rejects.toMatchObject({
      temporary: true,
    });
  });
});
