import { expect, test } from 'vitest';
import { startResponseProxy } from '@/lib/providers/testing/response-proxy';
import { startFaultProxy } from '@/scripts/lab/fault-proxy';
import { follow } from '@/lib/runtime/bus';
import { listAccounts } from '@/lib/store/accounts';
import { listConversations } from '@/lib/store/conversations';
import { hasUntexted } from '@/lib/store/save-texts';
import { Engine } from './engine';
import { generateMailbox } from '@/scripts/lab/generate';
import { engines } from './engines';
import { setUpLiveEngine } from './testing';

const live = setUpLiveEngine();

const MODES = [
  ['all extensions', []],
  ['no NOTIFY', ['NOTIFY']],
  ['neither NOTIFY nor LIST-STATUS', ['NOTIFY', 'LIST-STATUS', 'LIST-EXTENDED']],
  [
    'no extension at all',
    [
      'NOTIFY',
      'LIST-STATUS',
      'LIST-EXTENDED',
      'CONDSTORE',
      'QRESYNC',
      'ENABLE',
      'MOVE',
      'UIDPLUS',
      'SPECIAL-USE',
      'IDLE',
    ],
  ],
] as const;

const SIGN_IN = new Set(['ID', 'CAPABILITY', 'AUTHENTICATE', 'LOGIN', 'NAMESPACE', 'ENABLE']);
const isNoSignIn = (command: string) => !SIGN_IN.has(command);

async function through(hidden: readonly string[]) {
  const proxy = await startResponseProxy({ target: live.lab.ports.imap, hidden });
  live.ends.push(() => proxy.close());
  await live.open(proxy.port);
  return proxy;
}

test.each(MODES)('%s: the folder that a person has open is fresh', async (_, hidden) => {
  await live.other.mailboxCreate('Work');
  await live.other.append('Work', live.letter('Old'), []);
  await through(hidden);
  await live.start();
  await expect.poll(() => live.subjects('Work'), { timeout: 20_000 }).toEqual(['Old']);
  await engines().open((await live.folder('Work'))!.id);
  await live.other.append('Work', live.letter('New'), []);
  await expect.poll(() => live.subjects('Work'), { timeout: 20_000 }).toEqual(['New', 'Old']);
  await live.other.mailboxOpen('Work');
  await live.other.messageFlagsAdd('1', ['\\Flagged']);
  const starred = async () => (await live.rows('Work')).filter((row) => row.starred).length;
  await expect.poll(starred, { timeout: 20_000 }).toBe(1);
  await live.other.messageDelete('1');
  await expect.poll(() => live.subjects('Work'), { timeout: 20_000 }).toEqual(['New']);
});

test.each(MODES)(
  '%s: what happened anywhere while we were down is there with the first pull',
  async (_, hidden) => {
    await live.other.mailboxCreate('Work');
    for (let n = 1; n <= 60; n++)
      for (const folder of ['INBOX', 'Work'])
        await live.other.append(folder, live.letter(`${folder} ${n}`), []);
    await through(hidden);
    await live.start();
    const counts = async () => [(await live.folder('INBOX'))?.total, (await live.folder('Work'))?.total];
    const done = async () => (await live.folder('Work'))?.backfillBelow ?? null;
    await expect.poll(counts, { timeout: 20_000 }).toEqual([60, 60]);
    await expect.poll(done).toBeNull();
    await engines().stop(live.account.id);
    for (const folder of ['INBOX', 'Work']) {
      await live.other.mailboxOpen(folder);
      await live.other.messageFlagsAdd('2', ['\\Seen', '\\Flagged']);
      await live.other.messageDelete('1,30');
      await live.other.append(folder, live.letter(`${folder} late`), []);
    }
    await live.start();
    await expect.poll(counts, { timeout: 20_000 }).toEqual([59, 59]);
    for (const folder of ['INBOX', 'Work']) {
      const starred = async () => {
        const { id } = (await live.folder(folder))!;
        const first = await listConversations(live.db, live.account.userId, id, null);
        const rest = first.next
          ? (await listConversations(live.db, live.account.userId, id, first.next)).rows
          : [];
        return [...first.rows, ...rest].filter((row) => row.starred).map((row) => [row.subject, row.unread]);
      };
      await expect.poll(starred, { timeout: 20_000 }).toEqual([[`${folder} 2`, false]]);
    }
  },
);

test('a restart with nothing changed costs three commands and one connection, whatever the number of folders', async () => {
  for (let n = 0; n < 30; n++) await live.other.mailboxCreate(`Folder ${n}`);
  await live.other.append('INBOX', live.letter('One'), []);
  await live.other.append('Folder 7', live.letter('Seven'), []);
  const proxy = await through([]);
  await live.start();
  await expect.poll(() => live.subjects('Folder 7'), { timeout: 20_000 }).toEqual(['Seven']);
  await expect
    .poll(async () => (await live.folder('Folder 29'))?.syncedAt ?? null, { timeout: 20_000 })
    .not.toBeNull();

  await expect.poll(() => hasUntexted(live.db, live.account.id)).toBe(false);
  await engines().stop(live.account.id);
  proxy.commands.length = 0;
  await live.start();
  await expect.poll(() => proxy.commands).toContain('IDLE');
  expect(proxy.commands.filter(isNoSignIn)).toEqual(['LIST', 'NOTIFY', 'SELECT', 'IDLE']);
});

test('of an account that was never seen the first rows come before all else', async () => {
  for (let n = 0; n < 5; n++) await live.other.append(n < 3 ? 'INBOX' : 'Sent', live.letter(`Mail ${n}`), []);
  const proxy = await through([]);
  await live.start();
  await expect.poll(async () => (await live.subjects('Sent')).length, { timeout: 20_000 }).toBe(2);
  expect(await live.subjects('INBOX')).toHaveLength(3);
  expect(proxy.commands.filter(isNoSignIn).slice(0, 4)).toEqual(['LIST', 'SELECT', 'FETCH', 'NOTIFY']);
});

test('the first rows that show are a whole page, although conversations have several messages', async () => {
  live.lab.fillMaildir(live.user, 'INBOX', generateMailbox({ count: 400, seed: 1 }));
  await live.open();
  await live.start();
  let first = 0;
  const look = async () => {
    first ||= (await live.rows('INBOX')).length;
    return first;
  };
  await expect.poll(look, { interval: 5, timeout: 20_000 }).toBeGreaterThan(0);
  expect(first).toBe(50);
});

test('a folder that another program renames keeps its rows; one it makes or deletes comes and goes', async () => {
  await live.other.mailboxCreate('Old name');
  await live.other.append('Old name', live.letter('Kept'), []);
  await through([]);
  await live.start();
  await expect.poll(() => live.subjects('Old name'), { timeout: 20_000 }).toEqual(['Kept']);
  // By it the folder is known again.
  await expect.poll(async () => (await live.folder('Old name'))!.uidValidity).not.toBeNull();
  const before = (await live.rows('Old name'))[0]!;
  // As an open page does. Dovecot tells of folders at once mostly; else they are found within half a minute.
  const unfollow = follow(live.account.userId, () => {});
  live.ends.push(async () => unfollow());
  await live.other.mailboxRename('Old name', 'New name');
  await expect.poll(() => live.subjects('New name'), { timeout: 75_000 }).toEqual(['Kept']);
  expect((await live.rows('New name'))[0]).toMatchObject({ id: before.id, folderId: before.folderId });
  await live.other.mailboxCreate('Another');
  const isThere = async () => (await live.folder('Another')) !== null;
  await expect.poll(isThere, { timeout: 75_000 }).toBe(true);
  await live.other.mailboxDelete('Another');
  await expect.poll(isThere, { timeout: 75_000 }).toBe(false);
}, 250_000);

test('a change in any folder is told at once, also of rows far back', async () => {
  await live.other.mailboxCreate('Far');
  for (let n = 1; n <= 5; n++) await live.other.append('Far', live.letter(`Far ${n}`), []);
  await through([]);
  await live.start();
  await expect.poll(() => live.subjects('Far'), { timeout: 20_000 }).toHaveLength(5);
  await expect.poll(() => hasUntexted(live.db, live.account.id), { timeout: 20_000 }).toBe(false);
  await live.other.append('Far', live.letter('Far 6'), []);
  await expect.poll(() => live.subjects('Far')).toHaveLength(6);
  await live.other.mailboxOpen('Far');
  await live.other.messageFlagsAdd('1', ['\\Flagged']);
  const starred = async () => (await live.rows('Far')).filter((row) => row.starred).length;
  await expect.poll(starred).toBe(1);
  await live.other.messageDelete('2');
  await expect.poll(() => live.subjects('Far')).toHaveLength(5);
});

test('a watching connection that died without a sound is found, and the account goes on', async () => {
  const proxy = await startFaultProxy({ target: live.lab.ports.imaps, tls: true });
  live.ends.push(() => proxy.close());
  await live.open(proxy.port);
  const engine = new Engine(live.account.id, { silenceMs: 700 });
  live.ends.unshift(() => engine.stop());
  engine.start();
  const state = async () => (await listAccounts(live.db, live.account.userId))[0]!.state;
  await expect.poll(state).toBe('online');
  await expect.poll(() => live.folder('INBOX')).not.toBeNull();
  proxy.stall();
  await expect.poll(state, { timeout: 20_000 }).toBe('offline');
  proxy.dropAll();
  proxy.resume();
  await live.other.append('INBOX', live.letter('After'), []);
  await expect.poll(() => live.subjects('INBOX'), { timeout: 30_000 }).toEqual(['After']);
  expect(await state()).toBe('online');
});
