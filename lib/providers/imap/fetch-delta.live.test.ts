import { beforeEach, describe, expect, test } from 'vitest';
import { startResponseProxy } from '../testing/response-proxy';
import { message, setUpLiveImap } from '../testing/live-imap';
import type { FolderDelta, FolderState } from '../types';
import { connect } from './connect';
import { fetchDelta } from './fetch-delta';
import { fetchFlags } from './fetch-flags';
import { listUids } from '../testing/list-uids';
import { folderStatus, selectFolder } from './select-folder';

const live = setUpLiveImap();

describe.each([
  ['QRESYNC', []],
  ['CONDSTORE', ['QRESYNC']],
  ['neither', ['QRESYNC', 'CONDSTORE']],
])('the delta with %s', (mode, hidden) => {
  beforeEach(async () => {
    if (hidden.length === 0) return;
    const proxy = await startResponseProxy({ target: live.lab.ports.imap, hidden });
    live.ends.push(
      () => live.c.close(),
      () => proxy.close(),
    );
    live.c = await connect(live.login(proxy.port));
  });

  /** What an index would hold. */
  let held: Map<number, { seen: boolean; flagged: boolean }>;
  let state: FolderState;
  const read = async () => {
    held = new Map();
    state = await selectFolder(live.c, 'INBOX');
    for (const { uid, flags } of await fetchFlags(live.c, 'INBOX', { from: 1, to: 1000 }))
      held.set(uid, flags);
  };
  const pull = async (): Promise<FolderDelta> => {
    const delta = await fetchDelta(live.c, 'INBOX', state, async () => held.keys());
    if (delta === 'reset') throw new Error('reset');
    for (const uid of delta.added) held.set(uid, { seen: false, flagged: false });
    for (const { uid, flags } of delta.flags) if (held.has(uid)) held.set(uid, flags);
    for (const uid of delta.vanished) held.delete(uid);
    state = delta.state;
    return delta;
  };

  test('is of the wanted kind', () => {
    expect(live.c.client.enabled.has('QRESYNC')).toBe(mode === 'QRESYNC');
    expect(live.c.client.enabled.has('CONDSTORE')).toBe(mode !== 'neither');
  });

  test('has flags, arrivals and losses of another client, each once', async () => {
    await live.fill(5);
    await read();
    await live.other.mailboxOpen('INBOX');
    await live.other.messageFlagsAdd('2', ['\\Flagged', '\\Seen'], { uid: true });
    await live.other.messageDelete('3', { uid: true });
    await live.other.append('INBOX', message(6), ['\\Seen']);
    const delta = await pull();
    expect(delta.added).toEqual([6]);
    expect(delta.vanished).toEqual([3]);
    expect(delta.flags.find(({ uid }) => uid === 2)!.flags).toMatchObject({ flagged: true, seen: true });
    expect(delta.state).toMatchObject({ uidNext: 7, exists: 5 });
    expect([...held.keys()]).toEqual([1, 2, 4, 5, 6]);
    const nothing = await pull();
    expect(nothing).toMatchObject({ added: [], vanished: [], state: { exists: 5, uidNext: 7 } });
    if (mode === 'neither') return;
    expect(nothing.flags).toEqual([]);
    await selectFolder(live.c, 'Sent');
    expect((await pull()).state.highestModseq).toBe((await folderStatus(live.c, 'INBOX'))!.highestModseq);
  });

  test('an arrival that makes up for a loss hides neither', async () => {
    await live.fill(3);
    await read();
    await live.other.mailboxOpen('INBOX');
    await live.other.messageDelete('1:2', { uid: true });
    await live.other.append('INBOX', message(4));
    await live.other.append('INBOX', message(5));
    expect(await pull()).toMatchObject({ added: [4, 5], state: { exists: 3 } });
    expect([...held.keys()]).toEqual([3, 4, 5]);
  });

  test('works from an empty folder and to an empty folder', async () => {
    await read();
    expect(await pull()).toMatchObject({ added: [], flags: [], vanished: [] });
    await live.fill(2);
    expect((await pull()).added).toEqual([1, 2]);
    await live.other.mailboxOpen('INBOX');
    await live.other.messageDelete('1:*', { uid: true });
    expect((await pull()).vanished.sort()).toEqual([1, 2]);
    expect(state.exists).toBe(0);
  });

  test('works while another folder was selected in between, and over a new connection', async () => {
    await live.fill(2);
    await read();
    await selectFolder(live.c, 'Sent');
    await live.other.append('INBOX', message(3));
    expect((await pull()).added).toEqual([3]);
    await live.c.client.mailboxClose();
    await live.other.append('INBOX', message(4));
    expect((await pull()).added).toEqual([4]);
  });

  test("a folder made anew under the same name is a 'reset', also under an open connection", async () => {
    await live.other.mailboxCreate('Work');
    await live.other.append('Work', message(1));
    const since = await selectFolder(live.c, 'Work');
    await live.other.mailboxDelete('Work');
    await live.other.mailboxCreate('Work');
    await live.other.append('Work', message(2));
    expect(await fetchDelta(live.c, 'Work', since, async () => [1])).toBe('reset');
    expect((await selectFolder(live.c, 'Work')).uidValidity).not.toBe(since.uidValidity);
  });

  test('what happens to 1,200 messages is found in the end, wherever it is', async () => {
    live.lab.fillMaildir(
      live.user,
      'INBOX',
      Array.from({ length: 3200 }, (_, i) => ({
        date: Date.UTC(2026, 0, 1) + i * 1000,
        seen: false,
        flagged: false,
        answered: false,
        subject: `n${i}`,
        messageId: `<n${i}@lab.test>`,
        raw: message(i),
      })),
    );
    state = await selectFolder(live.c, 'INBOX');
    expect(state.exists).toBe(3200);
    held = new Map((await listUids(live.c, 'INBOX')).map((uid) => [uid, { seen: false, flagged: false }]));
    await live.other.mailboxOpen('INBOX');
    await live.other.messageFlagsAdd('100:1299', ['\\Seen'], { uid: true });
    await live.other.messageDelete('5,3000', { uid: true });
    await pull();
    expect(held.size).toBe(3198);
    for (let i = 0; i < 3; i++) await pull();
    expect([...held].filter(([, { seen }]) => seen).map(([uid]) => uid)).toEqual(
      Array.from({ length: 1200 }, (_, i) => 100 + i),
    );
  });
});
