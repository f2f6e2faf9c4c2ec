// Answers to FETCH however the network cuts them, among what else a server has to say.
import { afterEach, expect, test } from 'vitest';
import { startScriptedImap } from '../testing/scripted-imap';
import { connect } from './connect';
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
import { fetchTexts } from './fetch-texts';
import type { Hear } from './hear-answers';
import { atom } from './send-command';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function open(fetch: string, pieces?: number): Promise<ImapConnection> {
  const server = await startScriptedImap({
    answers: { 'UID FETCH': fetch, NOOP: 'TAG OK' },
    ...(pieces ? { pieces } : {}),
  });
  const c = await connect(server.login);
  ends.push(() => c.close(), server.close);
  return c;
}

const fetch = (c: ImapConnection, hear: Hear) =>
  inFolder(c, 'INBOX', () =>
    fetchRows(c, { command: 'UID FETCH', set: '1:*', items: ['UID', 'FLAGS'].map(atom) }, hear),
  );

const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => `* ${at + 1} FETCH (UID ${at + 1} FLAGS (\\Seen))`).join('\n');

const TEXTS = ['one', 'x) {3}\n* 9 FETCH (UID 9 BODY[1] "no")\n', '', 'Größe'.repeat(9)];
const MIXED = `${TEXTS.map((text, at) => {
  const crlf = text.replaceAll('\n', '\r\n');
  return [
    `* ${at + 1} FETCH (UID ${at + 1} BODY[1]<0> {${Buffer.byteLength(crlf)}}\n${crlf})`,
    `* ${at + 4} EXISTS`,
    '* OK still here',
    `* ${at + 1} FETCH (FLAGS (\\Seen))`,
  ].join('\n');
}).join('\n')}\nTAG OK`;

test.each([1, 2, 3, 5, 17, 64, 100_000])('in pieces of %i octets', async (pieces) => {
  const c = await open(MIXED, pieces);
  const found: [number, string][] = [];
  const flags: unknown[] = [];
  const news: number[] = [];
  c.client.on('flags', ({ seq }: { seq: number }) => flags.push(seq));
  c.client.on('exists', ({ count }: { count: number }) => news.push(count));
  const wanted = TEXTS.map((_, at) => ({ uid: at + 1, part: '1' }));
  await fetchTexts(c, 'INBOX', wanted, 1000, ({ uid, bytes }) => found.push([uid, bytes.toString()]));
  expect(found).toEqual(TEXTS.map((text, at) => [at + 1, text.replaceAll('\n', '\r\n')]));
  // The rest went where it always goes, in its order.
  expect(flags).toEqual([1, 2, 3, 4]);
  expect(news).toEqual([4, 5, 6, 7]);
});

test('imapflow does not hear them', async () => {
  const c = await open(`${rows(500)}\nTAG OK`, 4096);
  const inside = c.client as unknown as { handleResponse(line: { payload: Buffer }): Promise<boolean> };
  const { handleResponse } = inside;
  const lines: string[] = [];
  inside.handleResponse = (line) => {
    lines.push(line.payload.toString('latin1', 0, 30));
    return handleResponse.call(c.client, line);
  };
  await fetch(c, () => undefined);
  expect(lines.filter((line) => line.includes('FETCH ('))).toEqual([]);
  expect(lines.some((line) => line.includes('OK'))).toBe(true);
});

test('an answer in crumbs is heard, and costs what its length is', async () => {
  const long = 'y'.repeat(20_000);
  const c = await open(`* 1 FETCH (UID 1 BODY[1]<0> {${long.length}}\n${long})\nTAG OK`, 1);
  const found: number[] = [];
  await fetchTexts(c, 'INBOX', [{ uid: 1, part: '1' }], 1e6, ({ bytes }) => found.push(bytes.length));
  expect(found).toEqual([20_000]);
});

test('when the connection breaks, what was heard is handled before the command ends', async () => {
  const c = await open(rows(1));
  let isHandled = false;
  const broken = fetch(c, async () => {
    c.client.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    isHandled = true;
  });
  await expect(broken).rejects.toMatchObject({ code: 'connection-lost' });
  expect(isHandled).toBe(true);
});

test('while an answer is handled, silence is no sign of death', async () => {
  const server = await startScriptedImap({ answers: { 'UID FETCH': `${rows(3)}\nTAG OK` } });
  const c = await connect(server.login, { silenceMs: 300 });
  ends.push(() => c.close(), server.close);
  const heard: number[] = [];
  await fetch(c, async ({ uid }) => {
    await new Promise((resolve) => setTimeout(resolve, uid === 2 ? 1000 : 0));
    heard.push(uid);
  });
  expect(heard).toEqual([1, 2, 3]);
});

test('a text that is longer than what is held here is heard all the same', async () => {
  const long = 'y'.repeat(300_000);
  const c = await open(
    `* 1 FETCH (UID 1 BODY[1]<0> {${long.length}}\n${long})\n* 2 FETCH (UID 2 BODY[1]<0> "z")\nTAG OK`,
  );
  const found: [number, number][] = [];
  const wanted = [1, 2].map((uid) => ({ uid, part: '1' }));
  await fetchTexts(c, 'INBOX', wanted, 1e6, ({ uid, bytes }) => found.push([uid, bytes.length]));
  expect(found).toEqual([
    [1, 300_000],
    [2, 1],
  ]);
});

test('one answer waits for the other, and the command for all', async () => {
  const c = await open(`${rows(5)}\nTAG OK`);
  let busy = 0;
  const heard: number[] = [];
  await fetch(c, async (answer) => {
    expect(++busy).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    heard.push(answer.uid);
    busy--;
  });
  expect(heard).toEqual([1, 2, 3, 4, 5]);
});

test.each([
  [
    'at once',
    () => {
      throw new Error('full');
    },
  ],
  ['later', () => Promise.reject(new Error('full'))],
])('what fails %s is told once the server is done, and the connection goes on', async (_, hear) => {
  const c = await open(`${rows(500)}\nTAG OK`);
  await expect(fetch(c, hear)).rejects.toThrow('full');
  const heard: number[] = [];
  await fetch(c, (answer) => {
    heard.push(answer.uid);
    return undefined;
  });
  expect(heard).toHaveLength(500);
});

test('a refusal is told in the words of the server', async () => {
  const c = await open(`${rows(2)}\nTAG NO [LIMIT] Not so many`);
  await expect(fetch(c, () => undefined)).rejects.toMatchObject({
    userMessage: expect.stringContaining('Not so many'),
  });
});
