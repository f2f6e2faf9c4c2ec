import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { CheckStep } from '@/lib/contract/checkup';
import { startLineServer } from '../testing/line-server';
import { startScriptedImap } from '../testing/scripted-imap';
import { startScriptedPop3 } from '../testing/scripted-pop3';
import { startScriptedSmtp } from '../testing/scripted-smtp';
import type { ServerLogin } from '../types';
import { judgeCertificate } from './certificate';
import { checkServer } from './check-server';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

type Server = { host: string; port: number; security: 'tls' | 'starttls' };

async function check(
  protocol: CheckStep['protocol'],
  server: Server,
  rules: { isAllowed?: boolean; allowSelfSigned?: boolean } = {},
) {
  const { isAllowed = true, allowSelfSigned = true } = rules;
  const login: ServerLogin = {
    ...server,
    username: 'ann@lab.test',
    auth: { kind: 'password', password: 'tiger-secret' },
    allowSelfSigned,
    allowPrivate: isAllowed,
  };
  const steps: CheckStep[] = [];
  const target = { protocol, server, allow: () => isAllowed, allowSelfSigned, timeoutMs: 700 };
  for await (const step of checkServer(target, login)) steps.push(step);
  expect(JSON.stringify(steps)).not.toContain('tiger');
  return { steps, names: steps.map(({ step, outcome }) => `${step} ${outcome}`), last: steps.at(-1)! };
}

async function imap(script: Parameters<typeof startScriptedImap>[0] = {}) {
  const server = await startScriptedImap(script);
  ends.push(server.close);
  const { host, port, security } = server.login;
  return { ...server, at: { host, port, security } };
}

test('an IMAP server that works: every step, with its words', async () => {
  const { at } = await imap();
  const { steps, names } = await check('imap', at);
  expect(names).toEqual([
    'dns ok',
    'tcp ok',
    'tls warning',
    'greeting ok',
    'capabilities ok',
    'login ok',
    'folders warning',
  ]);
  expect(steps[2]).toMatchObject({ text: 'Encrypted; the administrator allows this certificate.' });
  expect(steps[2]!.said).toContainEqual(expect.stringMatching(/^TLSv1\.3, /u));
  expect(steps[2]!.said).toContainEqual('Names: localhost, *.localhost, 127.0.0.1');
  expect(steps[2]!.said).toContainEqual(
    expect.stringMatching(/^Valid until 20\d\d-\d\d-\d\d \(\d+ days\)$/u),
  );
  expect(steps[3]!.said).toEqual(['* OK ready']);
  expect(steps[4]!.said[0]).toMatch(/^\* CAPABILITY IMAP4rev1/u);
});

test('STARTTLS, STLS and SMTP work as well', async () => {
  const starttls = await imap({ security: 'starttls', capabilities: 'STARTTLS' });
  const imapNames = ['dns ok', 'tcp ok', 'greeting ok', 'tls warning', 'capabilities ok', 'login ok'];
  expect((await check('imap', starttls.at)).names).toEqual([...imapNames, 'folders warning']);
  const smtp = await startScriptedSmtp({ security: 'starttls' });
  ends.push(smtp.close);
  const at = { host: 'localhost', port: smtp.port, security: 'starttls' } as const;
  expect((await check('smtp', at)).names).toEqual(imapNames);
  expect(smtp.messages).toEqual([]);
  const pop3 = await startScriptedPop3({ password: 'tiger-secret' });
  ends.push(pop3.close);
  const pop3At = { host: 'localhost', port: pop3.port, security: pop3.login.security };
  expect((await check('pop3', pop3At)).names).toContain('login ok');
});

test('a refused log-in shows the words of the server', async () => {
  const { at } = await imap({ answers: { LOGIN: 'TAG NO [AUTHENTICATIONFAILED] Wrong, says the lab.' } });
  const { last } = await check('imap', at);
  expect(last).toMatchObject({
    step: 'login',
    outcome: 'failed',
    text: 'localhost did not accept this user name and password.',
    said: [expect.stringContaining('Wrong, says the lab.')],
    advice: expect.stringContaining('app password'),
  });
});

const free = async () => {
  const server = await startLineServer({ tls: false, onConnect: () => {}, onLine: () => {} });
  await server.close();
  return server.port;
};
const line = async (greeting: string, tls: boolean, answer?: string) => {
  const server = await startLineServer({
    tls,
    onConnect: (talk) => greeting !== '' && talk.say(`${greeting}\n`),
    onLine: (talk) => answer !== undefined && talk.say(`${answer}\n`),
  });
  ends.push(server.close);
  return server.port;
};
const web = async () => {
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => server.close());
  return (server.address() as { port: number }).port;
};

test.each<[string, Server['security'], () => Promise<number>, string, string, RegExp]>([
  ['nobody listens', 'tls', free, 'tcp', 'Could not reach localhost. (port ', /usual ports for IMAP/u],
  [
    'IMAP without TLS first',
    'tls',
    () => line('* OK hi', false),
    'tls',
    'This port does not begin with TLS.',
    /^Choose STARTTLS/u,
  ],
  ['a web server', 'tls', web, 'tls', 'This port does not begin with TLS.', /^This is a web server\./u],
  [
    'a web server, STARTTLS',
    'starttls',
    web,
    'greeting',
    'No greeting: localhost did not answer in time.',
    /Choose TLS/u,
  ],
  [
    'POP3 on the IMAP port',
    'tls',
    () => line('+OK pop', true),
    'greeting',
    'This port speaks POP3, not IMAP.',
    /993/u,
  ],
  [
    'POP3, STARTTLS',
    'starttls',
    () => line('+OK pop', false),
    'greeting',
    'This port speaks POP3, not IMAP.',
    /993/u,
  ],
  [
    'SMTP on the IMAP port',
    'tls',
    () => line('220 smtp', true),
    'greeting',
    'This port speaks SMTP, not IMAP.',
    /993/u,
  ],
  [
    'something else',
    'tls',
    () => line('SSH-2.0-x', true),
    'greeting',
    'This port does not speak IMAP.',
    /993/u,
  ],
  [
    'a server that says BYE',
    'tls',
    () => line('* BYE busy', true),
    'greeting',
    'The server turns us away.',
    /./u,
  ],
  [
    'TLS where STARTTLS is asked for',
    'starttls',
    () => line('', true),
    'greeting',
    'No greeting: localhost did not answer in time.',
    /^Choose TLS/u,
  ],
  [
    'no STARTTLS',
    'starttls',
    () => line('* OK hi', false, 'a OK nothing'),
    'tls',
    'The server offers no encryption on this port.',
    /in the clear/u,
  ],
  ['silence', 'tls', () => line('', true), 'greeting', 'localhost did not answer in time.', /firewall/u],
])('%s ends in one sentence and advice (%s)', async (_name, security, start, step, text, advice) => {
  const port = await start();
  const { last } = await check('imap', { host: 'localhost', port, security });
  expect(last).toMatchObject({ step, outcome: 'failed' });
  expect(last.text).toContain(text);
  expect(last.advice).toMatch(advice);
});

test('private and unknown hosts are told at the first step, and nobody is connected to', async () => {
  const { at, accepted } = await imap();
  const refused = await check('imap', at, { isAllowed: false });
  expect(refused.steps).toMatchObject([
    { step: 'dns', outcome: 'failed', text: expect.stringContaining('private network') },
  ]);
  const literal = await check('imap', { ...at, host: '127.0.0.1' }, { isAllowed: false });
  expect(literal.last.text).toBe('127.0.0.1 is inside a private network. Ask the administrator to allow it.');
  expect(accepted()).toBe(0);
  const unknown = await check('imap', { ...at, host: 'no-such-host.invalid' });
  expect(unknown.last).toMatchObject({ step: 'dns', advice: 'Check the spelling of the server name.' });
});

test('a certificate that is not trusted ends the test before any secret is sent', async () => {
  const server = await imap();
  const { last } = await check('imap', server.at, { allowSelfSigned: false });
  expect(last).toMatchObject({
    step: 'tls',
    outcome: 'failed',
    text: expect.stringContaining('self-signed'),
  });
  expect(server.lines.join()).not.toMatch(/LOGIN|AUTHENTICATE/u);
});

const GOOD = {
  encryption: 'TLSv1.3, TLS_AES_128_GCM_SHA256',
  names: ['*.example.org', 'mx.example.org'],
  issuer: 'A CA',
  validUntil: Date.UTC(2026, 11, 31),
  problem: null,
};
test.each([
  [{}, '2026-11-26', 'ok', 'Encrypted, and the certificate is good.', null],
  [{}, '2026-12-24', 'warning', 'Encrypted; the certificate ends in 7 days.', /renewed/u],
  [
    { problem: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    '2026-11-26',
    'failed',
    /made for another server name/u,
    /^Enter mx\.example\.org as/u,
  ],
  [{ problem: 'CERT_HAS_EXPIRED' }, '2027-01-26', 'failed', /it has expired/u, /^Ask the administrator/u],
  [
    { problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    '2026-11-26',
    'failed',
    /issuer is unknown/u,
    /^Ask the administrator/u,
  ],
  [
    { problem: 'CERT_UNKNOWN_TO_US' },
    '2026-11-26',
    'failed',
    /cannot be trusted/u,
    /^Ask the administrator/u,
  ],
])('the certificate %o on %s is %s', (facts, day, outcome, text, advice) => {
  const target = { protocol: 'imap' as const, server: { host: 'imap.example.org' }, allowSelfSigned: false };
  const step = judgeCertificate({ ...GOOD, ...facts }, target, Date.parse(day));
  expect(step).toMatchObject({ step: 'tls', outcome });
  expect(step.text).toMatch(text);
  if (advice) expect(step.advice).toMatch(advice);
  expect(step.said).toContain('Names: *.example.org, mx.example.org');
});
