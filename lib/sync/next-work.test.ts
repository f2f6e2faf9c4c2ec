import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { connect } from '@/lib/providers/imap/connect';
import { type Answer, startScriptedImap } from '@/lib/providers/testing/scripted-imap';
import { store } from '@/lib/store/db';
import { foldersOf } from '@/lib/store/folders';
import { addAccount, message, pull } from '@/lib/store/testing/mailbox';
import { Diary } from './diary';
import { nextWork } from './next-work';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-work-'));
Object.assign(process.env, { APP_SECRET: 'x'.repeat(40), DATA_DIR: dir, LOG_LEVEL: 'silent' });
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const ends: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const end of ends.splice(0)) await end();
});

const EMPTY = '* 0 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [UIDNEXT 1] x\nTAG OK [READ-WRITE] selected';

/** An account with folders of which none was opened yet, on a server that answers as said when Sent is; `step` does one piece of work. */
async function begin(name: string, sent: Answer, fetch: Answer = 'TAG OK') {
  const server = await startScriptedImap({
    answers: { SELECT: EMPTY, 'SELECT SENT': sent, 'UID FETCH': fetch },
  });
  ends.push(server.close);
  const db = await store();
  const ann = await addAccount(db, name);
  const diary = new Diary(ann.id, new AbortController().signal);
  Object.assign(diary, { inboxId: ann.folder.INBOX, stockAt: Date.now() - 10_000, hasStatuses: true });
  const step = async (): Promise<number | string> => {
    const work = await nextWork(db, diary);
    if (!work.run) return work.waitMs;
    const opened = server.lines.length;
    const c = await connect(server.login);
    const broke = await work
      .run(c, () => true)
      .then(
        () => '',
        () => ' broke',
      );
    await c.close();
    const select = server.lines.slice(opened).find((line) => / SELECT /u.test(line));
    return `${select?.split(' ').at(-1)}${broke}`;
  };
  const seen = async () =>
    (await foldersOf(db, ann.id)).filter(({ uidNext }) => uidNext !== null).map(({ path }) => path);
  const told = () => pull(db, ann, 'Sent', message(1));
  return { step, seen, told };
}

test('a folder in which the connection broke comes again after a moment that grows, and others go first', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { step, seen } = await begin('ann', ['CUT', 'CUT', EMPTY]);
  expect([await step(), await step(), await step(), await step(), await step()]).toEqual([
    'Sent broke',
    'Archive',
    'Plans',
    'Junk',
    'Trash',
  ]);
  expect(await step()).toBe(4000);
  vi.setSystemTime(Date.now() + 4000);
  expect(await step()).toBe('Sent broke');
  expect(await step()).toBe(8000);
  vi.setSystemTime(Date.now() + 8000);
  expect(await step()).toBe('Sent');
  expect(await seen()).toContain('Sent');
});

test('a folder that the server refuses for good is left alone for a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { step } = await begin('bea', ['TAG NO not for you', EMPTY]);
  expect([await step(), await step(), await step(), await step(), await step()]).toEqual([
    'Sent',
    'Archive',
    'Plans',
    'Junk',
    'Trash',
  ]);
  vi.setSystemTime(Date.now() + 59_000);
  expect(await step()).toBe(1000);
  vi.setSystemTime(Date.now() + 1000);
  expect(await step()).toBe('Sent');
});

test('a folder that is refused while it is compared with the server is let go, and the others are compared', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { step } = await begin('cid', [EMPTY, 'TAG NO not for you']);
  for (let folder = 0; folder < 5; folder++) await step();
  vi.setSystemTime(Date.now() + 11 * 60_000);
  const compared = [await step(), await step(), await step(), await step(), await step()];
  expect(compared).toEqual(['Sent', 'Archive', 'Plans', 'Junk', 'Trash']);
  expect(await step()).toEqual(expect.any(Number));
});

test('texts that cannot be read are tried again after a moment', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { step, told } = await begin('dan', EMPTY, 'CUT');
  for (let folder = 0; folder < 5; folder++) await step();
  await told();
  expect(await step()).toBe('Sent broke');
  expect(await step()).toBe(4000);
  vi.setSystemTime(Date.now() + 4000);
  expect(await step()).toBe('Sent broke');
});
