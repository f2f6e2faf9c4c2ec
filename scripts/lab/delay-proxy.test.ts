import { connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DelayProxy, startDelayProxy } from './delay-proxy';

const RTT_MS = 40;
let echo: Server;
let proxy: DelayProxy;

beforeEach(async () => {
  echo = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await startDelayProxy({ target: (echo.address() as { port: number }).port, rttMs: RTT_MS });
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

test('an answer takes the handshake and one round trip, in order and whole', async () => {
  const chunks = Array.from({ length: 200 }, (_, i) => `line ${i}\n`);
  const start = performance.now();
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  for (const chunk of chunks) socket.write(chunk);
  socket.end();
  let answer = '';
  let firstAt = 0;
  for await (const chunk of socket) {
    firstAt ||= performance.now() - start;
    answer += String(chunk);
  }
  expect(answer).toBe(chunks.join(''));
  expect(firstAt).toBeGreaterThanOrEqual(2 * RTT_MS - 2);
});
