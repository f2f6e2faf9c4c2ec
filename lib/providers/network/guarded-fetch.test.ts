import type { lookup } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { allowNone, guardedLookup, isPublic } from './guard';
import { type FetchOptions, guardedFetch } from './guarded-fetch';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A web server on loopback; its asked paths. */
async function serve(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://localhost:${(server.address() as { port: number }).port}`, asked };
}

const BOUNDS: FetchOptions = { accept: '*/*', maxOctets: 1000, timeoutMs: 2000, maxRedirects: 2 };
const local = (host: string) => host === 'localhost';
const get = (url: string, options: Partial<FetchOptions> = {}) =>
  guardedFetch(url, { ...BOUNDS, ...options }).then(
    ({ status, type, bytes }) => ({ status, type, text: bytes.toString() }),
    (error: { code: string; userMessage: string }) => ({ code: error.code }),
  );

test.each([
  ['8.8.8.8', true],
  ['2001:4860:4860::8888', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::1', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});

test('a private host is never connected to, unless it is allowed', async () => {
  const { url, asked } = await serve((_, response) => response.end('hello'));
  expect(await get(url)).toEqual({ code: 'bad-request' });
  expect(asked).toEqual([]);
  expect(await get(url, { allow: local })).toMatchObject({ status: 200, text: 'hello' });
  // A connection that one rule keeps open serves no other rule.
  expect(await get(url)).toEqual({ code: 'bad-request' });
});

test.each([
  'http://127.0.0.1/',
  'http://[::1]/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://[::ffff:127.0.0.1]/',
  'http://169.254.169.254/latest',
  'https://ann:secret@example.org/',
  'file:///etc/passwd',
  'gopher://example.org/',
  'nonsense',
])('%s is refused without a look-up', async (url) => {
  expect(await get(url)).toEqual({ code: 'bad-request' });
});

test('a redirect is checked like the first address, and there is an end to them', async () => {
  const inner = await serve((_, response) => response.end('secret'));
  const port = new URL(inner.url).port;
  const targets = [`http://127.0.0.1:${port}/`, 'file:///etc/passwd', '//[::1]/', 'http://%'];
  const outer = await serve((request, response) => {
    const target = request.url === '/loop' ? '/loop' : targets[Number(request.url?.slice(1))]!;
    response.writeHead(302, { location: target }).end();
  });
  for (const index of targets.keys())
    expect(await get(`${outer.url}/${index}`, { allow: local }), targets[index]).toEqual({
      code: 'bad-request',
    });
  expect(inner.asked).toEqual([]);
  expect(await get(`${outer.url}/loop`, { allow: local })).toEqual({ code: 'bad-request' });
  expect(outer.asked.filter((path) => path === '/loop')).toHaveLength(3);
});

test('https only means also no redirect to http', async () => {
  const { url } = await serve((_, response) => response.end('hello'));
  expect(await get(url, { allow: local, httpsOnly: true })).toEqual({ code: 'bad-request' });
});

test('too much and too slow are cut off', async () => {
  const big = await serve((_, response) => response.end('x'.repeat(1001)));
  expect(await get(big.url, { allow: local })).toEqual({ code: 'too-large' });
  const slow = await serve((_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 20);
    ends.push(() => clearInterval(timer));
  });
  expect(await get(slow.url, { allow: local, timeoutMs: 200 })).toEqual({ code: 'timed-out' });
});

test('one private address among public ones refuses the host, at each look-up anew', async () => {
  const answers = [['8.8.8.8', '127.0.0.1'], ['127.0.0.1']];
  const resolve = ((
    _host: string,
    _options: object,
    done: (error: null, found: { address: string; family: number }[]) => void,
  ) =>
    done(
      null,
      answers.shift()!.map((address) => ({ address, family: 4 })),
    )) as unknown as typeof lookup;
  for (let time = 0; time < 2; time++) {
    const socket = connect({ host: 'twice.test', port: 9, lookup: guardedLookup(allowNone, resolve) });
    const error = await new Promise((done) => socket.once('error', done));
    expect(error).toMatchObject({
      code: 'bad-request',
      userMessage: 'twice.test is inside a private network. Ask the administrator to allow it.',
    });
  }
});
