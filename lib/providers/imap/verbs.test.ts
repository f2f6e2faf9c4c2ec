// How the verbs take odd servers: refusals, missing extensions, answers without what was asked for.
import { afterEach, expect, test } from 'vitest';
import { type ImapScript, startScriptedImap } from '../testing/scripted-imap';
import { appendMessage } from './append-message';
import { createFolder } from './change-folders';
import { connect } from './connect';
import { type ImapConnection, inFolder } from './connection';
import { expungeMessages } from './expunge-messages';
import { fetchDelta } from './fetch-delta';
import { fetchEnvelopes, type Which } from './fetch-envelopes';
import { fetchFlags } from './fetch-flags';
import { fetchTexts } from './fetch-texts';
import { listFolders } from './list-folders';
import { listUids } from '../testing/list-uids';
import { moveMessages } from './move-messages';
import { selected, selectFolder } from './select-folder';
import { storeFlags } from './store-flags';
import { ping } from './watch';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function open(script: ImapScript): Promise<{ c: ImapConnection; lines: string[] }> {
  const server = await startScriptedImap(script);
  const c = await connect(server.login);
  ends.push(() => c.close(), server.close);
  return { c, lines: server.lines };
}

test('a refused change tells the phrase of the server', async () => {
  const { c } = await open({
    capabilities: 'MOVE UIDPLUS',
    answers: {
      'UID STORE': 'TAG NO [NOPERM] This folder is read-only',
      'UID MOVE': 'TAG NO [OVERQUOTA] The target is full',
      APPEND: 'TAG NO [OVERQUOTA] No room',
    },
  });
  const change = { add: ['\\Seen'], remove: [] };
  await expect(storeFlags(c, 'INBOX', [1], change)).rejects.toMatchObject({
    code: 'refused-by-server',
    temporary: false,
    userMessage: 'localhost refused: This folder is read-only',
  });
  await expect(moveMessages(c, 'INBOX', [1], 'Full')).rejects.toMatchObject({
    userMessage: expect.stringContaining('It says: The target is full'),
  });
  await expect(appendMessage(c, 'INBOX', Buffer.from('a\r\n'), [], new Date(0))).rejects.toMatchObject({
    userMessage: expect.stringContaining('It says: No room'),
  });
});

test.each([
  ['UID STORE', (c: ImapConnection) => storeFlags(c, 'INBOX', [1], { add: ['\\Seen'], remove: [] })],
  ['UID MOVE', (c: ImapConnection) => moveMessages(c, 'INBOX', [1], 'B')],
  ['UID SEARCH', (c: ImapConnection) => listUids(c, 'INBOX')],
  ['NOOP', (c: ImapConnection) => ping(c)],
])('a connection that breaks during %s is no refusal', async (command, verb) => {
  const { c } = await open({ capabilities: 'MOVE UIDPLUS', answers: { [command]: 'CUT' } });
  await expect(verb(c)).rejects.toMatchObject({ code: 'connection-lost', temporary: true });
});

test('a server that is unwell is asked again later', async () => {
  const { c } = await open({ answers: { 'UID STORE': 'TAG NO [INUSE] Locked by another session' } });
  await expect(storeFlags(c, 'INBOX', [1], { add: ['\\Seen'], remove: [] })).rejects.toMatchObject({
    temporary: true,
  });
});

test('too many messages are not too many connections', async () => {
  const { c } = await open({
    capabilities: 'MOVE',
    answers: { 'UID MOVE': 'TAG NO [LIMIT] Too many messages' },
  });
  await expect(moveMessages(c, 'INBOX', [1], 'B')).rejects.toMatchObject({
    code: 'refused-by-server',
    temporary: false,
    message: 'localhost: Command failed Too many messages',
  });
});

test('a refused SEARCH is not an empty folder', async () => {
  const { c } = await open({ answers: { 'UID SEARCH': 'TAG NO Search is off' } });
  await expect(listUids(c, 'INBOX')).rejects.toMatchObject({
    code: 'refused-by-server',
    userMessage: 'localhost refused: Search is off',
  });
});

test('without MOVE and UIDPLUS, EXPUNGE waits while another client has messages marked', async () => {
  const search = (uids: string) => `* SEARCH ${uids}\nTAG OK`;
  const shared = await open({ answers: { 'UID SEARCH': [search('1 3'), search('1')] } });
  await moveMessages(shared.c, 'INBOX', [1], 'Archive');
  const sent = shared.lines.map((line) => line.replace(/^\S+ /u, ''));
  expect(sent).toContain('UID COPY 1 Archive');
  expect(sent).toContain('UID STORE 1 +FLAGS.SILENT (\\Deleted)');
  expect(sent).not.toContain('EXPUNGE');

  const alone = await open({ answers: { 'UID SEARCH': [search('1'), search('1')] } });
  await expungeMessages(alone.c, 'INBOX', [1]);
  expect(alone.lines.at(-1)).toMatch(/ EXPUNGE$/u);
});

test('a copy that failed leaves the message where it is', async () => {
  const { c, lines } = await open({ answers: { 'UID COPY': 'TAG NO [TRYCREATE] No such folder' } });
  await expect(moveMessages(c, 'INBOX', [1], 'Nowhere')).rejects.toMatchObject({
    userMessage: 'This folder is not on localhost any more. It says: No such folder',
  });
  expect(lines.join('\n')).not.toMatch(/STORE|EXPUNGE/u);
});

test('a folder that is there already is not made again', async () => {
  const { c } = await open({ answers: { CREATE: 'TAG NO [ALREADYEXISTS] There is one' } });
  await expect(createFolder(c, 'Work')).rejects.toMatchObject({ code: 'refused-by-server' });
});

test.each([
  ['"/"', ['INBOX', 'Sent', 'Drafts', 'Trash', 'Spam', 'Archive'], 'inbox sent drafts trash junk archive'],
  [
    '"."',
    ['INBOX', 'INBOX.Sent Items', 'INBOX.Drafts', 'INBOX.Deleted Items', 'INBOX.Junk'],
    'inbox sent drafts trash junk',
  ],
  ['"/"', ['INBOX', 'Sent Messages', 'Deleted Messages', 'Bulk Mail'], 'inbox sent trash junk'],
  ['"/"', ['INBOX', 'Gesendet', 'Entw&APw-rfe', 'Papierkorb', 'Archiv'], 'inbox sent drafts trash archive'],
  ['"/"', ['INBOX', 'Clients', 'Clients/Sent', 'Sent'], 'inbox - - sent'],
  ['"/"', ['INBOX', 'Clients', 'Clients/Archive'], 'inbox - -'],
])('with delimiter %s the folders %j are %s', async (delimiter, names, roles) => {
  const lines = names.map((name) => `* LIST () ${delimiter} "${name}"`).join('\n');
  const { c } = await open({ answers: { LIST: `${lines}\nTAG OK` } });
  const listed = await listFolders(c);
  const byName = new Map(listed.map(({ path, role }) => [path.replace('Entwürfe', 'Entw&APw-rfe'), role]));
  expect(names.map((name) => byName.get(name) ?? '-').join(' ')).toBe(roles);
});

test('what the server names counts more than names; only real folders have a role', async () => {
  const { c } = await open({
    capabilities: 'SPECIAL-USE',
    answers: {
      LIST: [
        '* LIST () "/" INBOX',
        '* LIST (\\Sent) "/" "Post/Weg"',
        '* LIST (\\Noselect) "/" Post',
        '* LIST () "/" Sent',
        '* LIST (\\Noselect) "/" Trash',
        '* LIST (\\NonExistent) "/" Drafts',
        'TAG OK',
      ].join('\n'),
    },
  });
  const listed = (await listFolders(c)).map(({ path, role, parentPath, selectable }) => [
    path,
    role,
    parentPath,
    selectable,
  ]);
  expect(listed).toContainEqual(['Post/Weg', 'sent', 'Post', true]);
  expect(listed).toContainEqual(['Sent', null, null, true]);
  expect(listed).toContainEqual(['Trash', null, null, false]);
  expect(listed.map(([path]) => path)).not.toContain('Drafts');
});

test('where a server says no UIDNEXT, a UID from the middle is not taken for the last', async () => {
  const { c } = await open({
    answers: {
      SELECT: '* 3 EXISTS\n* OK [UIDVALIDITY 7] x\nTAG OK [READ-WRITE]',
      'UID FETCH': '* 2 FETCH (UID 5 FLAGS ())\nTAG OK',
      FETCH: '* 3 FETCH (UID 41 FLAGS ())\nTAG OK',
    },
  });
  await fetchFlags(c, 'INBOX', { from: 5, to: 5 });
  expect((await inFolder(c, 'INBOX', () => selected(c))).uidNext).toBe(42);
});

test('a folder without UIDNEXT and modification numbers is read all the same', async () => {
  const { c } = await open({
    capabilities: 'CONDSTORE ENABLE',
    answers: {
      ENABLE: '* ENABLED CONDSTORE\nTAG OK',
      SELECT: '* 3 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [NOMODSEQ] x\nTAG OK [READ-WRITE]',
      FETCH: '* 3 FETCH (UID 41)\nTAG OK',
    },
  });
  expect(await selectFolder(c, 'INBOX')).toEqual({
    uidValidity: 7n,
    uidNext: 42,
    exists: 3,
    highestModseq: null,
  });
});

test('a server that says CONDSTORE and never gives a number is looked through', async () => {
  const { c } = await open({
    capabilities: 'CONDSTORE',
    answers: {
      FETCH:
        '* 1 FETCH (UID 1 FLAGS (\\Seen))\n* 2 FETCH (UID 2 FLAGS ())\n* 3 FETCH (UID 3 FLAGS ())\nTAG OK',
    },
  });
  const since = { uidValidity: 7n, uidNext: 4, exists: 3, highestModseq: null };
  const delta = await fetchDelta(c, 'INBOX', since, async () => [1, 2, 3]);
  expect(delta).toMatchObject({ added: [], vanished: [], state: { exists: 3, highestModseq: null } });
  if (delta === 'reset') throw new Error('reset');
  expect(delta.flags.map(({ uid, flags }) => [uid, flags.seen])).toEqual([
    [1, true],
    [2, false],
    [3, false],
  ]);
});

test('modification numbers that went back tell nothing: all is looked at', async () => {
  const { c, lines } = await open({
    capabilities: 'CONDSTORE ENABLE',
    answers: {
      ENABLE: '* ENABLED CONDSTORE\nTAG OK',
      SELECT:
        '* 1 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [UIDNEXT 4] x\n* OK [HIGHESTMODSEQ 5] x\nTAG OK [READ-WRITE]',
      FETCH: '* 1 FETCH (UID 2 FLAGS (\\Flagged) MODSEQ (5))\nTAG OK',
      'UID SEARCH': '* SEARCH 2\nTAG OK',
    },
  });
  const since = { uidValidity: 7n, uidNext: 4, exists: 2, highestModseq: 90n };
  const delta = await fetchDelta(c, 'INBOX', since, async () => [2, 3]);
  expect(delta).toMatchObject({
    state: { highestModseq: 5n, exists: 1 },
    flags: [{ uid: 2, flags: { flagged: true } }],
    vanished: [3],
  });
  expect(lines.join('\n')).not.toContain('CHANGEDSINCE');
});

test("another client's notice among the rows is no message, an unreadable envelope is one", async () => {
  const { c } = await open({
    answers: {
      FETCH: [
        '* 9 FETCH (UID 99 FLAGS (\\Seen))',
        '* 1 FETCH (UID 1 FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0000" ENVELOPE NIL)',
        'TAG OK',
      ].join('\n'),
    },
  });
  const uids: number[] = [];
  await fetchEnvelopes(c, 'INBOX', { newest: 2 }, { light: true, batchSize: 10 }, async (batch) => {
    for (const { uid, subject } of batch) uids.push(uid + subject.length);
  });
  expect(uids).toEqual([1]);
});

test('texts come as strings too; notices, other parts and what is NIL are none', async () => {
  const { c, lines } = await open({
    answers: {
      'UID FETCH': [
        '* 1 FETCH (UID 1 BODY[1]<0> "a \\"b\\"")',
        '* 2 FETCH (FLAGS (\\Seen))',
        '* 2 FETCH (BODY[1]<0> {3}\nxyz UID 2)',
        '* 3 FETCH (UID 3 BODY[2] "other")',
        '* 4 FETCH (UID 4 BODY[1]<0> NIL)',
        '* 5 FETCH (UID -5 BODY[1]<0> "negative")',
        '* 6 FETCH (UID 6 BODY[1]<0> "not asked for")',
        '* 2 FETCH (UID 2 BODY[1]<0> "once more")',
        'TAG OK',
      ].join('\n'),
    },
  });
  const texts: string[] = [];
  const wanted = [1, 2, 3, 4, 5].map((uid) => ({ uid, part: '1' }));
  await fetchTexts(c, 'INBOX', wanted, 2, ({ uid, bytes }) => texts.push(`${uid} ${bytes}`));
  expect(texts).toEqual(['1 a ', '2 xy']);
  expect(lines.at(-1)).toMatch(/ UID FETCH 1:5 \(UID BODY\.PEEK\[1\]<0\.2>\)$/u);
});

test('what fails while rows come fails the fetch, and the connection goes on', async () => {
  const row = (n: number) => `* ${n} FETCH (UID ${n} FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0000")`;
  const { c } = await open({ answers: { 'UID FETCH': `${row(1)}\n${row(2)}\n${row(3)}\nTAG OK` } });
  let batches = 0;
  const full = fetchEnvelopes(c, 'INBOX', { from: 1, to: 3 }, { light: true, batchSize: 1 }, async () => {
    batches++;
    throw new Error('The disk is full.');
  });
  await expect(full).rejects.toThrow();
  expect(batches).toBe(1);
  await ping(c);
});

test('a search that never ends is hung up on', async () => {
  const { c } = await open({ answers: { 'UID SEARCH': `* SEARCH FLOOD ${' 123456'.repeat(8192)}` } });
  await expect(listUids(c, 'INBOX')).rejects.toMatchObject({ temporary: true });
  expect(c.usable).toBe(false);
});

test('a list that never ends is hung up on, and told as that', async () => {
  const { c } = await open({ answers: { LIST: 'FLOOD * LIST () "/" INBOX\r\n' } });
  await expect(listFolders(c)).rejects.toMatchObject({
    code: 'connection-lost',
    userMessage: 'localhost answers without end, so the connection was closed.',
  });
});

test('messages that nobody asked for are not taken', async () => {
  const row = (uid: number) =>
    `* ${uid} FETCH (UID ${uid} FLAGS () ENVELOPE NIL INTERNALDATE "01-Jan-2026 10:00:00 +0000")`;
  const rows = Array.from({ length: 5000 }, (_, n) => row(n + 1)).join('\n');
  const { c } = await open({ answers: { FETCH: `${rows}\nTAG OK`, 'UID FETCH': `${rows}\nTAG OK` } });
  const count = async (which: Which) => {
    let taken = 0;
    await fetchEnvelopes(c, 'INBOX', which, { light: true, batchSize: 50 }, async (batch) => {
      taken += batch.length;
    });
    return taken;
  };
  expect(await count([4, 7])).toBe(2);
  expect(await count({ from: 10, to: 19 })).toBe(10);
  // Some may arrive while the newest are fetched.
  expect(await count({ newest: 50 })).toBeLessThan(2000);
});

test('sixteen million messages that vanish at once hold nobody up', async () => {
  const all = '* VANISHED (EARLIER) 1:4294967295\nTAG OK';
  const { c } = await open({
    capabilities: 'CONDSTORE ENABLE QRESYNC',
    answers: {
      ENABLE: '* ENABLED CONDSTORE QRESYNC\nTAG OK',
      SELECT: '* 1 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [UIDNEXT 4] x\n* OK [HIGHESTMODSEQ 9] x\nTAG OK',
      FETCH: all,
      'UID FETCH': all,
      'UID SEARCH': '* SEARCH 3\nTAG OK',
    },
  });
  const since = { uidValidity: 7n, uidNext: 4, exists: 3, highestModseq: 5n };
  let longestMs = 0;
  let at = process.cpuUsage();
  const clock = setInterval(() => {
    longestMs = Math.max(longestMs, process.cpuUsage(at).user / 1000);
    at = process.cpuUsage();
  }, 5);
  const delta = await fetchDelta(c, 'INBOX', since, async () => [1, 2, 3]);
  clearInterval(clock);
  if (delta === 'reset') throw new Error('reset');
  expect(delta).toMatchObject({ state: { exists: 1 } });
  expect(delta.vanished).not.toContain(3);
  // Work of milliseconds at a time, whatever else the machine does; where all are heard in one go, of seconds.
  expect(longestMs).toBeLessThan(1000);
}, 60_000);
