import { buffer, text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { message, setUpLiveImap } from '../testing/live-imap';
import type { RemoteEnvelope } from '../types';
import { appendMessage } from './append-message';
import { createFolder, deleteFolder, renameFolder } from './change-folders';
import { expungeMessages } from './expunge-messages';
import { fetchDelta } from './fetch-delta';
import { fetchEnvelopes, type Which } from './fetch-envelopes';
import { fetchFlags } from './fetch-flags';
import { fetchHeader, fetchPart, fetchRaw } from './fetch-part';
import { fetchStructure } from './fetch-structure';
import { fetchTexts } from './fetch-texts';
import { listFolders } from './list-folders';
import { listUids } from '../testing/list-uids';
import { moveMessages } from './move-messages';
import { searchByMessageId } from './search-by-message-id';
import { folderStatus, selectFolder } from './select-folder';
import { storeFlags } from './store-flags';
import { ping, watch } from './watch';

const live = setUpLiveImap();

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

async function envelopes(which: Which, light = false): Promise<RemoteEnvelope[]> {
  const all: RemoteEnvelope[] = [];
  await fetchEnvelopes(
    live.c,
    'INBOX',
    which,
    { light, batchSize: 2 },
    async (batch) => void all.push(...batch),
  );
  return all;
}

test('lists the folders with their roles; makes, renames and deletes one', async () => {
  const roles = new Map((await listFolders(live.c)).map(({ path, role }) => [path, role]));
  expect(Object.fromEntries(roles)).toMatchObject({
    INBOX: 'inbox',
    Drafts: 'drafts',
    Sent: 'sent',
    Junk: 'junk',
    Trash: 'trash',
  });
  await createFolder(live.c, 'Kunden');
  await createFolder(live.c, 'Kunden/Bücher & mehr');
  await renameFolder(live.c, 'Kunden', 'Clients');
  const listed = await listFolders(live.c);
  expect(listed.find(({ path }) => path === 'Clients/Bücher & mehr')).toEqual({
    path: 'Clients/Bücher & mehr',
    name: 'Bücher & mehr',
    delimiter: '/',
    parentPath: 'Clients',
    role: null,
    selectable: true,
    subscribed: expect.any(Boolean) as boolean,
    status: null,
  });
  await deleteFolder(live.c, 'Clients/Bücher & mehr');
  await deleteFolder(live.c, 'Clients');
  expect((await listFolders(live.c)).map(({ path }) => path)).not.toContain('Clients');
  await expect(deleteFolder(live.c, 'Clients')).rejects.toMatchObject({ code: 'refused-by-server' });
});

test('a folder that is not there is refused in plain words, and the connection goes on', async () => {
  await expect(selectFolder(live.c, 'Nowhere')).rejects.toMatchObject({
    code: 'refused-by-server',
    temporary: false,
  });
  await expect(folderStatus(live.c, 'Nowhere')).rejects.toMatchObject({
    code: 'refused-by-server',
    temporary: false,
  });
  expect((await selectFolder(live.c, 'INBOX')).exists).toBe(0);
});

test('envelopes come decoded, whole or light, by UID, range or newest', async () => {
  expect(await envelopes({ newest: 5 })).toEqual([]);
  await live.fill(3);
  await selectFolder(live.c, 'INBOX');
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
  expect(await listUids(live.c, 'INBOX')).toEqual([1, 2, 3]);
  expect((await fetchFlags(live.c, 'INBOX', { from: 2, to: 99 })).map(({ uid }) => uid)).toEqual([2, 3]);
});

test('10,000 UIDs in one call fit the lines of the server', async () => {
  await live.fill(2);
  const wanted = Array.from({ length: 10_000 }, (_, i) => 1 + 3 * i);
  expect((await envelopes(wanted)).map(({ uid }) => uid)).toEqual([1]);
});

test('parts, header and source come as they were stored, also in many chunks', async () => {
  await live.other.append('INBOX', MULTIPART);
  const big = message(2, `${'0123456789abcdef'.repeat(4)}\r\n`.repeat(12_000));
  await live.other.append('INBOX', big);
  expect(await fetchStructure(live.c, 'INBOX', 1)).toMatchObject({
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
  expect(await fetchStructure(live.c, 'INBOX', 77)).toBeNull();
  expect(await text(await fetchPart(live.c, 'INBOX', 1, '2'))).toBe('JVBERi0=');
  expect((await buffer(await fetchRaw(live.c, 'INBOX', 2))).equals(big)).toBe(true);
  expect((await buffer(await fetchPart(live.c, 'INBOX', 2, '1'))).length).toBe(12_000 * 66 + 0);
  expect((await fetchHeader(live.c, 'INBOX', 1)).toString()).toMatch(/^From: a@lab.test\r\nSubject: parts/u);
  for (const gone of [
    fetchPart(live.c, 'INBOX', 9, '1'),
    fetchRaw(live.c, 'INBOX', 9),
    fetchHeader(live.c, 'INBOX', 9),
  ])
    await expect(gone).rejects.toMatchObject({ code: 'message-gone' });
});

test('a slow reader of a big message keeps nobody waiting', async () => {
  await live.other.append('INBOX', message(1, `${'x'.repeat(998)}\r\n`.repeat(2000)));
  const stream = await fetchRaw(live.c, 'INBOX', 1);
  const reading = stream[Symbol.asyncIterator]();
  await reading.next();
  expect((await selectFolder(live.c, 'Sent')).exists).toBe(0);
  expect((await envelopes({ newest: 1 })).length).toBe(1);
  let octets = 0;
  for await (const chunk of { [Symbol.asyncIterator]: () => reading }) octets += (chunk as Buffer).length;
  expect(octets).toBeGreaterThan(1_500_000);
});

test('many texts come in few commands, each bounded', async () => {
  await live.fill(3);
  await live.other.append('INBOX', MULTIPART);
  await live.other.append('INBOX', message(5, 'y'.repeat(5000)));
  const wanted = [1, 2, 3, 4, 5, 66].map((uid) => ({ uid, part: '1' }));
  const got = new Map<string, string>();
  await fetchTexts(live.c, 'INBOX', [...wanted, { uid: 4, part: '2' }], 100, ({ uid, part, bytes }) => {
    got.set(`${uid}/${part}`, bytes.toString());
  });
  expect([...got.keys()].sort()).toEqual(['1/1', '2/1', '3/1', '4/1', '4/2', '5/1']);
  expect(got.get('2/1')).toBe('Hello 2\r\n');
  expect(got.get('4/1')).toBe('<p>h=C3=A4</p>');
  expect(got.get('5/1')).toBe('y'.repeat(100));
});

test('flags, moves and deletions reach the server, and messages that are gone are no error', async () => {
  await live.fill(4);
  await storeFlags(live.c, 'INBOX', [1, 2, 99], { add: ['\\Flagged'], remove: ['\\Seen'] });
  const flags = await fetchFlags(live.c, 'INBOX', { from: 1, to: 2 });
  expect(flags.every((row) => row.flags.flagged && !row.flags.seen)).toBe(true);
  const map = await moveMessages(live.c, 'INBOX', [2, 3, 99], 'Trash');
  expect([...map.keys()]).toEqual([2, 3]);
  expect(await listUids(live.c, 'Trash')).toEqual([...map.values()]);
  expect(await moveMessages(live.c, 'INBOX', [2], 'Trash')).toEqual(new Map());
  await expect(moveMessages(live.c, 'INBOX', [1], 'Nowhere')).rejects.toMatchObject({
    code: 'refused-by-server',
    userMessage: expect.stringContaining('Nowhere') as string,
  });
  await live.other.getMailboxLock('INBOX').then((lock) => lock.release());
  await live.other.messageFlagsAdd('4', ['\\Deleted'], { uid: true });
  await expungeMessages(live.c, 'INBOX', [1, 99]);
  // UID EXPUNGE left alone what the other client had marked
  expect(await listUids(live.c, 'INBOX')).toEqual([4]);
});

test('an appended message has its flags, date and UID, and is found by its Message-ID', async () => {
  const at = new Date(Date.UTC(2020, 1, 2, 3, 4, 5));
  const { uid } = await appendMessage(live.c, 'INBOX', message(7), ['\\Seen', '\\Draft'], at);
  expect(uid).toBe(1);
  expect(await envelopes([1])).toMatchObject([
    { flags: { seen: true, draft: true }, receivedAt: at.getTime() },
  ]);
  await live.other.append('INBOX', message(8));
  expect(await searchByMessageId(live.c, 'INBOX', '<m8@lab.test>')).toEqual([2]);
  expect(await searchByMessageId(live.c, 'INBOX', '<m9@lab.test>')).toEqual([]);
  await expect(appendMessage(live.c, 'Nowhere', message(1), [], at)).rejects.toMatchObject({
    code: 'refused-by-server',
  });
});

test('while watching, news are told at once, and another verb gets the connection at once', async () => {
  const news: string[] = [];
  let tell = () => {};
  live.c.onFolderChanged((path) => {
    news.push(path);
    tell();
  });
  const told = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  let watching = watch(live.c, 'INBOX', () => true);
  await expect.poll(() => live.c.client.idling).toBe(true);
  const arrival = told();
  await live.other.append('INBOX', message(1));
  await arrival;
  const flag = told();
  await live.other.mailboxOpen('INBOX');
  await live.other.messageFlagsAdd('1', ['\\Flagged'], { uid: true });
  await flag;
  expect(new Set(news)).toEqual(new Set(['INBOX']));
  expect((await envelopes([1]))[0]!.flags.flagged).toBe(true);
  await watching;
  watching = watch(live.c, 'INBOX', () => true);
  await expect.poll(() => live.c.client.idling).toBe(true);
  const loss = told();
  await live.other.messageDelete('1', { uid: true });
  await loss;
  await ping(live.c);
  await watching;
});

test('our own changes are no news', async () => {
  await live.fill(2);
  const since = await selectFolder(live.c, 'INBOX');
  await live.other.mailboxOpen('INBOX');
  await live.other.messageFlagsAdd('2', ['\\Flagged'], { uid: true });
  await ping(live.c);
  const news: string[] = [];
  live.c.onFolderChanged((path) => news.push(path));
  await storeFlags(live.c, 'INBOX', [1], { add: ['\\Flagged'], remove: [] });
  await fetchDelta(live.c, 'INBOX', since, async () => [1, 2]);
  expect(news).toEqual([]);
});

test('the state of a folder is that of now, selected or not', async () => {
  const before = await selectFolder(live.c, 'INBOX');
  await live.fill(2);
  const now = await selectFolder(live.c, 'INBOX');
  expect(now).toMatchObject({ uidValidity: before.uidValidity, uidNext: 3, exists: 2 });
  expect(now.highestModseq! > before.highestModseq!).toBe(true);
  await selectFolder(live.c, 'Sent');
  expect(await folderStatus(live.c, 'INBOX')).toEqual({ ...now, unseen: 1 });
});

test('names and subjects in old charsets, and addresses without a domain, are read as they were meant', async () => {
  const old = (head: string) => Buffer.from(`${head}\r\n\r\ntext\r\n`, 'latin1');
  await live.other.append(
    'INBOX',
    old('From: J\xfcrgen <j@lab.test>\r\nTo: M\xe4rz <m@lab.test>\r\nSubject: Fr\xf6sche'),
  );
  await live.other.append('INBOX', old('From: a@lab.test\r\nSubject: =?iso-8859-1?Q?Die_Fr\xf6sche?='));
  await live.other.append('INBOX', old('From: a@lab.test\r\nSubject: =?utf-7?q?Fr=2BAPY-sche?='));
  await live.other.append('INBOX', old('From: Whomever\r\nSubject: Plan Q3'));
  for (const light of [true, false]) {
    const found = await envelopes({ from: 1, to: 2 ** 32 - 1 }, light);
    expect(found.map(({ subject }) => subject).sort()).toEqual([
      'Die Frösche',
      'Frösche',
      'Frösche',
      'Plan Q3',
    ]);
    const first = found.find(({ from }) => from[0]?.address === 'j@lab.test');
    expect([first?.from[0]?.name, first?.to[0]?.name]).toEqual(['Jürgen', 'März']);
    expect(found.map(({ from }) => from[0]?.address ?? '')).toContain('Whomever');
  }
});

test('what another connection added a moment ago is read, flagged, moved and deleted like all else', async () => {
  await selectFolder(live.c, 'INBOX');
  await live.fill(4);
  await storeFlags(live.c, 'INBOX', [1], { add: ['\\Flagged'], remove: [] });
  expect(await fetchFlags(live.c, 'INBOX', { from: 1, to: 1 })).toMatchObject([{ flags: { flagged: true } }]);
  await live.other.append('INBOX', message(5), []);
  await moveMessages(live.c, 'INBOX', [5], 'Archive');
  expect(await listUids(live.c, 'Archive')).toHaveLength(1);
  await selectFolder(live.c, 'INBOX');
  await live.other.append('INBOX', message(6), []);
  await expungeMessages(live.c, 'INBOX', [6]);
  expect(await listUids(live.c, 'INBOX')).toEqual([1, 2, 3, 4]);
  await live.other.append('INBOX', message(7), []);
  expect(await fetchStructure(live.c, 'INBOX', 7)).toMatchObject({ type: 'text/plain' });
});
