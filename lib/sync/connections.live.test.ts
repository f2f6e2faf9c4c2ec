import { afterAll, beforeAll, expect, test } from 'vitest';
import { startResponseProxy } from '@/lib/providers/testing/response-proxy';
import { listAccounts } from '@/lib/store/accounts';
import { listConversations } from '@/lib/store/conversations';
import { getConversation, getMessage } from '@/lib/store/read-messages';
import { type OwnLab, startLab } from '@/scripts/lab/lab';
import { leaseConnection } from './connections';
import { engines } from './engines';
import { getBody } from './get-body';
import { setUpLiveEngine } from './testing';

const live = setUpLiveEngine();
const narrow = new Map<number, OwnLab>();

beforeAll(async () => {
  for (const limit of [1, 2]) narrow.set(limit, await startLab({ maxConnections: limit }));
});
afterAll(async () => {
  for (const lab of narrow.values()) await lab.close();
});

async function through(target: number, hidden: string[] = []) {
  const proxy = await startResponseProxy({ target, hidden });
  live.ends.push(() => proxy.close());
  await live.open(proxy.port);
  return proxy;
}

const account = async () => (await listAccounts(live.db, live.account.userId))[0]!;

test.each([1, 2])(
  'a server that allows %i connections: all is fetched, a person reads, new mail comes, and it is said',
  async (limit) => {
    const lab = narrow.get(limit)!;
    await lab.createUser(live.user.username.split('@')[0]!, live.user.password);
    for (let n = 1; n <= 60; n++) await lab.deliver(live.letter(`Mail ${n}`), live.user.address);
    const proxy = await through(lab.ports.imap);
    await live.start();
    const inbox = async () => (await live.folder('INBOX'))!;
    await expect.poll(async () => (await live.folder('INBOX'))?.total, { timeout: 40_000 }).toBe(60);
    await expect
      .poll(inbox, { timeout: 40_000 })
      .toMatchObject({ uidNext: expect.any(Number), backfillBelow: null });
    const page = await listConversations(live.db, live.account.userId, (await inbox()).id, null);
    const bodies = page.rows.slice(0, 4).map(async ({ id }) => {
      const { messages } = await getConversation(live.db, live.account.userId, id, null);
      return (await getBody(live.db, await getMessage(live.db, live.account.userId, messages[0]!.id))).body
        .text;
    });
    for (const text of await Promise.all(bodies)) expect(text).toContain('Body of Mail');
    await lab.deliver(live.letter('Late'), live.user.address);
    await expect.poll(() => live.subjects('INBOX'), { timeout: 40_000 }).toContain('Late');
    // The budget is three: the others are refused once, and nobody asks again for a while.
    expect(proxy.refusals.length).toBeGreaterThan(0);
    expect(proxy.refusals.length).toBeLessThanOrEqual(3 - limit);
    for (const refusal of proxy.refusals) expect(refusal).toContain('Maximum number of connections');
    expect(await account()).toMatchObject({
      state: 'online',
      note: expect.stringContaining(limit === 1 ? 'allows only one connection' : 'allows only 2 connections'),
    });
  },
);

test('the budget holds whatever is wanted, and a person does not wait for the watch of the open folder', async () => {
  await live.other.mailboxCreate('Plans');
  // A server that tells of all folders by itself needs no second watch.
  const proxy = await through(live.lab.ports.imap, ['NOTIFY']);
  await live.start();
  await expect.poll(async () => (await live.folder('Plans')) !== null).toBe(true);
  await engines().open((await live.folder('Plans'))!.id);
  await expect.poll(() => proxy.idling).toBe(2);
  const first = await leaseConnection(live.account.id, 'person');
  const second = await leaseConnection(live.account.id, 'person');
  const waiting = leaseConnection(live.account.id, 'person');
  const work = leaseConnection(live.account.id, 'work');
  first.release();
  const third = await waiting;
  // What was given back goes to whoever waits, a person before work.
  expect(third.connection).toBe(first.connection);
  second.release();
  expect((await work).connection).toBe(second.connection);
  (await work).release();
  third.release();
  expect(proxy.mostOpen).toBe(3);
  await engines().stop(live.account.id);
  await expect.poll(() => proxy.open).toBe(0);
});
