import { expect, test } from 'vitest';
import { startResponseProxy } from '@/lib/providers/testing/response-proxy';
import { setUpLiveEngine } from '@/lib/sync/testing';
import { openConversation } from './open-conversation';
import { getBody } from './read-message';

const live = setUpLiveEngine();

/** An account with one message that nobody has read yet. */
async function withLetter() {
  await live.lab.deliver(live.letter('Plans'), live.user.address);
  const proxy = await startResponseProxy({ target: live.lab.ports.imap });
  live.ends.push(() => proxy.close());
  await live.open(proxy.port);
  await live.start();
  // All that the engine fetches by itself is fetched then.
  await expect.poll(async () => (await live.rows('INBOX'))[0]?.snippet).toBe('Body of Plans.');
  const [row] = await live.rows('INBOX');
  const open = () => openConversation(live.account.userId, row!.id, null);
  const fetches = () => proxy.commands.filter((command) => command === 'UID FETCH').length;
  return { proxy, open, fetches };
}

test('what a server near by gives at once goes along with the conversation; the second time nothing is asked', async () => {
  const { open, fetches } = await withLetter();
  // The first also opens a connection, which may take longer than anybody waits.
  await expect
    .poll(async () => (await open()).bodies.map(({ text }) => text.trim()))
    .toEqual(['Body of Plans.']);
  const before = fetches();
  expect((await open()).bodies).toHaveLength(1);
  expect(fetches()).toBe(before);
});

test('a slow server keeps nobody waiting for the head, and its body is fetched once for all who ask', async () => {
  const { proxy, open, fetches } = await withLetter();
  const before = fetches();
  proxy.lagMs = 400;
  const opened = await open();
  expect(opened.messages).toHaveLength(1);
  expect(opened.bodies).toEqual([]);
  const { id } = opened.messages[0]!;
  const bodies = await Promise.all([1, 2].map(() => getBody(live.account.userId, id)));
  for (const body of bodies) expect(body.text).toContain('Body of Plans.');
  // Its header and its text.
  expect(fetches()).toBe(before + 2);
});
