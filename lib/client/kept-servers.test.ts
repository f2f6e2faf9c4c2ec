import { beforeEach, expect, test, vi } from 'vitest';
import { keepServers, type KeptServers, keptServers } from './kept-servers';

const items = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => items.get(key) ?? null,
  setItem: (key: string, value: string) => items.set(key, value),
  removeItem: (key: string) => items.delete(key),
});
beforeEach(() => items.clear());

const servers: KeptServers = {
  username: '',
  protocol: 'pop3',
  imap: { host: 'pop.a.test', port: 995, security: 'tls' },
  smtp: null,
};

test('servers are kept by address, however it is written, and forgotten', async () => {
  await keepServers('Ann@a.test ', servers);
  expect(await keptServers('ann@A.test')).toMatchObject(servers);
  expect(await keptServers('ben@a.test')).toBeNull();
  await keepServers('ann@a.test', null);
  expect(await keptServers('ann@a.test')).toBeNull();
  expect(items.size).toBe(0);
});

test('no address stands in the browser, and the oldest go', async () => {
  for (let n = 0; n < 21; n++) await keepServers(`person${n}@a.test`, servers);
  expect([...items.values()].join('')).not.toContain('person');
  expect(await keptServers('person0@a.test')).toBeNull();
  expect(await keptServers('person20@a.test')).not.toBeNull();
});

test.each(['', 'no JSON', '[{"of":1}]', '{}'])(
  'what somebody else put there is nothing: %j',
  async (value) => {
    items.set('pennypost-servers', value);
    expect(await keptServers('ann@a.test')).toBeNull();
  },
);
