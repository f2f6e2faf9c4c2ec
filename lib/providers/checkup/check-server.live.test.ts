import { beforeAll, expect, test } from 'vitest';
import type { CheckStep } from '@/lib/contract/checkup';
import { labFromEnv, type LabUser } from '@/scripts/lab/lab';
import { checkServer } from './check-server';

const lab = labFromEnv();
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
let user: LabUser;
beforeAll(async () => {
  user = await lab.createUser();
});

const SERVERS = [
  ['imap', 'tls', lab.ports.imaps],
  ['imap', 'starttls', lab.ports.imap],
  ['pop3', 'tls', lab.ports.pop3s],
  ['pop3', 'starttls', lab.ports.pop3],
  ['smtp', 'tls', lab.ports.submissions],
  ['smtp', 'starttls', lab.ports.submission],
] as const;

async function check([protocol, security, port]: (typeof SERVERS)[number], who: LabUser) {
  const server = { host: 'localhost', port, security };
  const auth = { kind: 'password', password: who.password } as const;
  const login = { ...server, username: who.username, auth, allowSelfSigned: true, allowPrivate: true };
  const target = { protocol, server, allow: () => true, allowSelfSigned: true, timeoutMs: 10_000 };
  const steps: CheckStep[] = [];
  for await (const step of checkServer(target, login)) steps.push(step);
  return steps;
}

test.each(SERVERS)('%s with %s on Dovecot and Postfix: all steps pass', async (...server) => {
  const steps = await check(server, user);
  expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const names = steps.map(({ step }) => step);
  expect(names).toEqual(expect.arrayContaining(['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'login']));
  if (server[0] === 'imap') expect(steps.at(-1)).toMatchObject({ step: 'folders', outcome: 'ok' });
});

test.each(SERVERS)('%s with %s: a wrong password is told with the words of the server', async (...server) => {
  const last = (await check(server, { ...user, password: 'wrong' })).at(-1)!;
  expect(last).toMatchObject({ step: 'login', outcome: 'failed' });
  expect(last.said.join(' ')).toMatch(/authentication failed/iu);
});

test.each([
  ['every printable character', PRINTABLE],
  ['quotes and backslashes', '"\\"\\\\"'],
  ['other scripts', 'Grüße пароль 密码 🔑'],
  ['a literal and an escape', '{5}\\r\\n%s%00&amp;+='],
  ['200 characters', 'ß'.repeat(200)],
])('a password of %s signs in everywhere', async (_name, password) => {
  const who = await lab.createUser(undefined, password);
  for (const server of SERVERS) {
    const failed = (await check(server, who)).filter(({ outcome }) => outcome === 'failed');
    expect(failed, server.join(' ')).toEqual([]);
  }
});

test('an address of another script signs in everywhere', async () => {
  const who = await lab.createUser(`jörg-${Date.now().toString(36)}`);
  for (const server of SERVERS) {
    const failed = (await check(server, who)).filter(({ outcome }) => outcome === 'failed');
    expect(failed, server.join(' ')).toEqual([]);
  }
});
