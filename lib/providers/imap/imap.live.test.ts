import { buffer, text } from 'node:stream/consumers';
import type { ImapFlow } from 'imapflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';
import { startHidingProxy } from '../testing/hiding-proxy';
import type { FolderDelta, FolderState, RemoteEnvelope, ServerLogin } from '../types';
import { appendMessage } from './append-message';
import { createFolder, deleteFolder, renameFolder } from './change-folders';
import { connect } from './connect';
import type { ImapConnection } from './connection';
import { expungeMessages } from './expunge-messages';
import { fetchDelta } from './fetch-delta';
import { fetchEnvelopes, type Which } from './fetch-envelopes';
import { fetchFlags } from './fetch-flags';
import { fetchHeader, fetchPart, fetchRaw } from './fetch-part';
import { fetchStructure } from './fetch-structure';
import { fetchTexts } from './fetch-texts';
import { listFolders } from './list-folders';
import { listUids } from './list-uids';
import { moveMessages } from './move-messages';
import { searchByMessageId } from './search-by-message-id';
import { folderStatus, selectFolder } from './select-folder';
import { storeFlags } from './store-flags';
import { ping, watch } from './watch';

const lab: Lab = labFromEnv();
let ann: LabUser;
/** Another mail program of the same person. */
let other: ImapFlow;
let c: ImapConnection;
const ends: (() => Promise<unknown>)[] = [];

const login = (port = lab.ports.imaps): ServerLogin => ({
  host: 'localhost',
  port,
  security: 'tls',
  username: ann.username,
  password: ann.password,
  allowSelfSigned: true,
});

beforeEach(async () => {
  ann = await lab.createUser();
  other = await lab.connectImap(ann);
  c = await connect(login());
  ends.push(
    () => c.close(),
    () => other.logout(),
  );
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const message = (n: number, body = `Hello ${n}\r\n`) =>
  Buffer.from(
    [
      `Message-ID: <m${n}@lab.test>`,
      'From: =?utf-8?q?J=C3=B6rg?= <joerg@lab.test>',
      'To: ann@lab.test, "Ben, B." <ben@lab.test>',
      `Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= ${n}`,
      'Date: Tue, 24 Nov 2026 10:00:00 +0100',
      `In-Reply-To: <m${n - 1}@lab.test>`,
      `References: <m0@lab.test>\r\n <m${n - 1}@lab.test>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
    ].join('\r\n'),
  );

const MULTIPART = Buffer.from(
  [
    'From: a@lab.test',
    'Subject: parts',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>h=C3=A4</p>',
    '--b',
    "Content-Type: application/pdf; name*=utf-8''r%C3%A9sum%C3%A9.pdf",
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="=?utf-8?q?r=C3=A9sum=C3=A9.pdf?="',
    'Content-ID: <part2@lab.test>',
    '',
    'JVBERi0=',
    '--b--',
    '',
  ].join('\r\n'),
);

async function fill(count: number, folder = 'INBOX'): Promise<void> {
  for (let n = 1; n <= count; n++) await other.append(folder, message(n), n % 2 ? ['\\Seen'] : []);
}

async function envelopes(which: Which, light = false): Promise<RemoteEnvelope[]> {
  const all: RemoteEnvelope[] = [];
  await fetchEnvelopes(c, 'INBOX', which, { light, batchSize: 2 }, async (batch) => void all.push(...batch));
  return all;
}

test('lists the folders with their roles; makes, renames and deletes one', async () => {
  const roles = new Map((await listFolders(c)).map(({ path, role }) => [path, role]));
  expect(Object.fromEntries(roles)).toMatchObject({
    INBOX: 'inbox',
    Drafts: 'drafts',
    Sent: 'sent',
    Junk: 'junk',
    Trash: 'trash',
  });
  await createFolder(c, 'Kunden');
  await createFolder(c, 'Kunden/Bücher & mehr');
  await renameFolder(c, 'Kunden', 'Clients');
  const listed = await listFolders(c);
  expect(listed.find(({ path }) => path === 'Clients/Bücher & mehr')).toEqual({
    path: 'Clients/Bücher & mehr',
    name: 'Bücher & mehr',
    delimiter: '/',
    parentPath: 'Clients',
    role: null,
    selectable: true,
    subscribed: expect.any(Boolean) as boolean,
  });
  await deleteFolder(c, 'Clients/Bücher & mehr');
  await deleteFolder(c, 'Clients');
  expect((await listFolders(c)).map(({ path }) => path)).not.toContain('Clients');
  await expect(deleteFolder(c, 'Clients')).rejects.toMatchObject({ code: 'refused-by-server' });
});

test('a folder that is not there is refused in plain words, and the connection goes on', async () => {
  await expect(selectFolder(c, 'Nowhere')).rejects.toMatchObject({
    code: 'refused-by-server',
    temporary: false,
  });
  await expect(folderStatus(c, 'Nowhere')).rejects.toMatchObject({
    code: 'refused-by-server',
    temporary: false,
  });
  expect((await selectFolder(c, 'INBOX')).exists).toBe(0);
});

test('envelopes come decoded, whole or light, by UID, range or newest', async () => {
  expect(await envelopes({ newest: 5 })).toEqual([]);
  await fill(3);
  await selectFolder(c, 'INBOX');
  const [first, second, third] = await envelopes([1, 2, 3]);
  expect(third).toMatchObject({
    uid: 3,
    flags: { seen: true, flagged: false, deleted: false },
    subject: 'Grüße 3',
    from: [{ name: 'Jörg', address: 'joerg@lab.test' }],
    to: [
      { name: '', address: 'ann@lab.test' },
      { name: 'Ben, B.', address: 'ben@lab.test' },
    ],
    sentAt: Date.UTC(2026, 10, 24, 9),
    size: message(3).length,
    messageId: '<m3@lab.test>',
    inReplyTo: '<m2@lab.test>',
    references: ['<m0@lab.test>', '<m2@lab.test>'],
    structure: { part: '1', type: 'text/plain', parameters: { charset: 'utf-8' }, encoding: '7bit' },
  });
  expect(third!.receivedAt).toBeGreaterThan(Date.UTC(2020, 0, 1));
  expect(first!.flags.seen && !second!.flags.seen).toBe(true);
  expect(
    (await envelopes({ newest: 2 }, true)).map(({ uid, structure, size }) => [uid, structure, size]),
  ).toEqual([
    [2, null, 0],
    [3, null, 0],
  ]);
  expect((await envelopes({ from: 2, to: 2 })).map(({ uid }) => uid)).toEqual([2]);
  expect(await envelopes({ from: 10, to: 20 })).toEqual([]);
  expect(await envelopes([])).toEqual([]);
  expect(await listUids(c, 'INBOX')).toEqual([1, 2, 3]);
  expect(await listUids(c, 'INBOX', { from: 3 })).toEqual([3]);
  expect(await listUids(c, 'INBOX', { from: 9 })).toEqual([]);
  expect((await fetchFlags(c, 'INBOX', { from: 2, to: 99 })).map(({ uid }) => uid)).toEqual([2, 3]);
});

test('10,000 UIDs in one call fit the lines of the server', async () => {
  await fill(2);
  const wanted = Array.from({ length: 10_000 }, (_, i) => 1 + 3 * i);
  expect((await envelopes(wanted)).map(({ uid }) => uid)).toEqual([1]);
});

test('parts, header and source come as they were stored, also in many chunks', async () => {
  await other.append('INBOX', MULTIPART);
  const big = message(2, `${'0123456789abcdef'.repeat(4)}\r\n`.repeat(12_000));
  await other.append('INBOX', big);
  expect(await fetchStructure(c, 'INBOX', 1)).toMatchObject({
    type: 'multipart/mixed',
    part: '',
    children: [
      { part: '1', type: 'text/html', encoding: 'quoted-printable' },
      {
        part: '2',
        disposition: 'attachment',
        name: 'résumé.pdf',
        contentId: 'part2@lab.test',
        encoding: 'base64',
      },
    ],
  });
  expect(await fetchStructure(c, 'INBOX', 77)).toBeNull();
  expect(await text(await fetchPart(c, 'INBOX', 1, '2'))).toBe('JVBERi0=');
  expect((await buffer(await fetchRaw(c, 'INBOX', 2))).equals(big)).toBe(true);
  expect((await buffer(await fetchPart(c, 'INBOX', 2, '1'))).length).toBe(12_000 * 66 + 0);
  expect((await fetchHeader(c, 'INBOX', 1)).toString()).toMatch(/^From: a@lab.test\r\nSubject: parts/u);
  for (const gone of [fetchPart(c, 'INBOX', 9, '1'), fetchRaw(c, 'INBOX', 9), fetchHeader(c, 'INBOX', 9)])
    await expect(gone).rejects.toMatchObject({ code: 'message-gone' });
});

test('a slow reader of a big message keeps nobody waiting', async () => {
  await other.append('INBOX', message(1, `${'x'.repeat(998)}\r\n`.repeat(2000)));
  const stream = await fetchRaw(c, 'INBOX', 1);
  const reading = stream[Symbol.asyncIterator]();
  await reading.next();
  expect((await selectFolder(c, 'Sent')).exists).toBe(0);
  expect((await envelopes({ newest: 1 })).length).toBe(1);
  let octets = 0;
  for await (const chunk of { [Symbol.asyncIterator]: () => reading }) octets += (chunk as Buffer).length;
  expect(octets).toBeGreaterThan(1_500_000);
});

test('many texts come in few commands, each bounded', async () => {
  await fill(3);
  await other.append('INBOX', MULTIPART);
  await other.append('INBOX', message(5, 'y'.repeat(5000)));
  const wanted = [1, 2, 3, 4, 5, 66].map((uid) => ({ uid, part: '1' }));
  const got = new Map<string, string>();
  await fetchTexts(c, 'INBOX', [...wanted, { uid: 4, part: '2' }], 100, ({ uid, part, bytes }) => {
    got.set(`${uid}/${part}`, bytes.toString());
  });
  expect([...got.keys()].sort()).toEqual(['1/1', '2/1', '3/1', '4/1', '4/2', '5/1']);
  expect(got.get('2/1')).toBe('Hello 2\r\n');
  expect(got.get('4/1')).toBe('<p>h=C3=A4</p>');
  expect(got.get('5/1')).toBe('y'.repeat(100));
});

test('flags, moves and deletions reach the server, and messages that are gone are no error', async () => {
  await fill(4);
  await storeFlags(c, 'INBOX', [1, 2, 99], { add: ['\\Flagged'], remove: ['\\Seen'] });
  const flags = await fetchFlags(c, 'INBOX', { from: 1, to: 2 });
  expect(flags.every((row) => row.flags.flagged && !row.flags.seen)).toBe(true);
  const map = await moveMessages(c, 'INBOX', [2, 3, 99], 'Trash');
  expect([...map.keys()]).toEqual([2, 3]);
  expect(await listUids(c, 'Trash')).toEqual([...map.values()]);
  expect(await moveMessages(c, 'INBOX', [2], 'Trash')).toEqual(new Map());
  await expect(moveMessages(c, 'INBOX', [1], 'Nowhere')).rejects.toMatchObject({
    code: 'refused-by-server',
    userMessage: expect.stringContaining('Nowhere') as string,
  });
  await other.getMailboxLock('INBOX').then((lock) => lock.release());
  await other.messageFlagsAdd('4', ['\\Deleted'], { uid: true });
  await expungeMessages(c, 'INBOX', [1, 99]);
  // UID EXPUNGE left alone what the other client had marked
  expect(await listUids(c, 'INBOX')).toEqual([4]);
});

test('an appended message has its flags, date and UID, and is found by its Message-ID', async () => {
  const at = new Date(Date.UTC(2020, 1, 2, 3, 4, 5));
  const { uid } = await appendMessage(c, 'INBOX', message(7), ['\\Seen', '\\Draft'], at);
  expect(uid).toBe(1);
  expect(await envelopes([1])).toMatchObject([
    { flags: { seen: true, draft: true }, receivedAt: at.getTime() },
  ]);
  await other.append('INBOX', message(8));
  expect(await searchByMessageId(c, 'INBOX', '<m8@lab.test>')).toEqual([2]);
  expect(await searchByMessageId(c, 'INBOX', '<m9@lab.test>')).toEqual([]);
  await expect(appendMessage(c, 'Nowhere', message(1), [], at)).rejects.toMatchObject({
    code: 'refused-by-server',
  });
});

test('while watching, news are told at once, and another verb gets the connection at once', async () => {
  const news: string[] = [];
  let tell = () => {};
  c.onFolderChanged((path) => {
    news.push(path);
    tell();
  });
  const told = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  let watching = watch(c, 'INBOX');
  await expect.poll(() => c.client.idling).toBe(true);
  const arrival = told();
  await other.append('INBOX', message(1));
  await arrival;
  const flag = told();
  await other.mailboxOpen('INBOX');
  await other.messageFlagsAdd('1', ['\\Flagged'], { uid: true });
  await flag;
  expect(new Set(news)).toEqual(new Set(['INBOX']));
  expect((await envelopes([1]))[0]!.flags.flagged).toBe(true);
  await watching;
  watching = watch(c, 'INBOX');
  await expect.poll(() => c.client.idling).toBe(true);
  const loss = told();
  await other.messageDelete('1', { uid: true });
  await loss;
  await ping(c);
  await watching;
});

test('our own changes are no news', async () => {
  await fill(2);
  const since = await selectFolder(c, 'INBOX');
  await other.mailboxOpen('INBOX');
  await other.messageFlagsAdd('2', ['\\Flagged'], { uid: true });
  await ping(c);
  const news: string[] = [];
  c.onFolderChanged((path) => news.push(path));
  await storeFlags(c, 'INBOX', [1], { add: ['\\Flagged'], remove: [] });
  await fetchDelta(c, 'INBOX', since, async () => [1, 2]);
  expect(news).toEqual([]);
});

test('the state of a folder is that of now, selected or not', async () => {
  const before = await selectFolder(c, 'INBOX');
  await fill(2);
  const now = await selectFolder(c, 'INBOX');
  expect(now).toMatchObject({ uidValidity: before.uidValidity, uidNext: 3, exists: 2 });
  expect(now.highestModseq! > before.highestModseq!).toBe(true);
  await selectFolder(c, 'Sent');
  expect(await folderStatus(c, 'INBOX')).toEqual(now);
});

describe.each([
  ['QRESYNC', []],
  ['CONDSTORE', ['QRESYNC']],
  ['neither', ['QRESYNC', 'CONDSTORE']],
])('the delta with %s', (mode, hidden) => {
  let port: number;
  beforeEach(async () => {
    port = lab.ports.imaps;
    if (hidden.length === 0) return;
    const proxy = await startHidingProxy(lab.ports.imaps, hidden);
    ends.push(() => c.close(), proxy.close);
    port = proxy.port;
    c = await connect(login(port));
  });

  /** What an index would hold. */
  let held: Map<number, { seen: boolean; flagged: boolean }>;
  let state: FolderState;
  const read = async () => {
    held = new Map();
    state = await selectFolder(c, 'INBOX');
    for (const { uid, flags } of await envelopes({ newest: 1000 })) held.set(uid, flags);
  };
  const pull = async (): Promise<FolderDelta> => {
    const delta = await fetchDelta(c, 'INBOX', state, async () => held.keys());
    if (delta === 'reset') throw new Error('reset');
    for (const uid of delta.added) held.set(uid, { seen: false, flagged: false });
    for (const { uid, flags } of delta.flags) if (held.has(uid)) held.set(uid, flags);
    for (const uid of delta.vanished) held.delete(uid);
    state = delta.state;
    return delta;
  };

  test('is of the wanted kind', () => {
    expect(c.client.enabled.has('QRESYNC')).toBe(mode === 'QRESYNC');
    expect(c.client.enabled.has('CONDSTORE')).toBe(mode !== 'neither');
  });

  test('has flags, arrivals and losses of another client, each once', async () => {
    await fill(5);
    await read();
    await other.mailboxOpen('INBOX');
    await other.messageFlagsAdd('2', ['\\Flagged', '\\Seen'], { uid: true });
    await other.messageDelete('3', { uid: true });
    await other.append('INBOX', message(6), ['\\Seen']);
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
    await selectFolder(c, 'Sent');
    expect((await pull()).state.highestModseq).toBe((await folderStatus(c, 'INBOX'))!.highestModseq);
  });

  test('an arrival that makes up for a loss hides neither', async () => {
    await fill(3);
    await read();
    await other.mailboxOpen('INBOX');
    await other.messageDelete('1:2', { uid: true });
    await other.append('INBOX', message(4));
    await other.append('INBOX', message(5));
    expect(await pull()).toMatchObject({ added: [4, 5], state: { exists: 3 } });
    expect([...held.keys()]).toEqual([3, 4, 5]);
  });

  test('works from an empty folder and to an empty folder', async () => {
    await read();
    expect(await pull()).toMatchObject({ added: [], flags: [], vanished: [] });
    await fill(2);
    expect((await pull()).added).toEqual([1, 2]);
    await other.mailboxOpen('INBOX');
    await other.messageDelete('1:*', { uid: true });
    expect((await pull()).vanished.sort()).toEqual([1, 2]);
    expect(state.exists).toBe(0);
  });

  test('works while another folder was selected in between, and over a new connection', async () => {
    await fill(2);
    await read();
    await selectFolder(c, 'Sent');
    await other.append('INBOX', message(3));
    expect((await pull()).added).toEqual([3]);
    await c.client.mailboxClose();
    await other.append('INBOX', message(4));
    expect((await pull()).added).toEqual([4]);
  });

  test("a folder made anew under the same name is a 'reset', also under an open connection", async () => {
    await other.mailboxCreate('Work');
    await other.append('Work', message(1));
    const since = await selectFolder(c, 'Work');
    await other.mailboxDelete('Work');
    await other.mailboxCreate('Work');
    await other.append('Work', message(2));
    expect(await fetchDelta(c, 'Work', since, async () => [1])).toBe('reset');
    expect((await selectFolder(c, 'Work')).uidValidity).not.toBe(since.uidValidity);
  });

  test('what happens to 1,200 messages is found in the end, wherever it is', async () => {
    lab.fillMaildir(
      ann,
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
    state = await selectFolder(c, 'INBOX');
    expect(state.exists).toBe(3200);
    held = new Map((await listUids(c, 'INBOX')).map((uid) => [uid, { seen: false, flagged: false }]));
    await other.mailboxOpen('INBOX');
    await other.messageFlagsAdd('100:1299', ['\\Seen'], { uid: true });
    await other.messageDelete('5,3000', { uid: true });
    await pull();
    expect(held.size).toBe(3198);
    for (let i = 0; i < 3; i++) await pull();
    expect([...held].filter(([, { seen }]) => seen).map(([uid]) => uid)).toEqual(
      Array.from({ length: 1200 }, (_, i) => 100 + i),
    );
  });
});
