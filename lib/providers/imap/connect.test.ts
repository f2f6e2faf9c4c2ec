import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { LineServer } from '../testing/line-server';
import { startLineServer } from '../testing/line-server';
import { type ImapScript, startScriptedImap } from '../testing/scripted-imap';
import type { ServerLogin } from '../types';
import { connect } from './connect';

const servers: LineServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function scripted(script: ImapScript) {
  const server = await startScriptedImap(script);
  servers.push(server);
  return server;
}

const refusal = async (login: ServerLogin, timeoutMs = 2000) => {
  const error = await connect(login, { timeoutMs }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error as { code: string; temporary: boolean; userMessage: string; message: string } | null;
};

test.each([
  ['NO [AUTHENTICATIONFAILED] Authentication failed.', 'wrong-password', false],
  ['NO LOGIN failed', 'wrong-password', false],
  ['NO [ALERT] Application-specific password required', 'wrong-password', false],
  ['NO [ALERT] Too many simultaneous connections. (Failure)', 'too-many-connections', true],
  ['NO [LIMIT] Later, please', 'too-many-connections', true],
  [
    'NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    'too-many-connections',
    true,
  ],
  ['NO [UNAVAILABLE] Temporary authentication failure.', 'connection-lost', true],
  ['NO [INUSE] Mailbox in use', 'connection-lost', true],
])('the answer %s to a log-in means %s', async (answer, code, temporary) => {
  const server = await scripted({ answers: { LOGIN: `TAG ${answer}` } });
  const error = await refusal(server.login);
  expect(error).toMatchObject({ code, temporary });
  expect(error!.userMessage).toContain('localhost');
  expect(`${error!.message} ${error!.userMessage}`).not.toContain('secret');
});

test('what the person has to do is told in the words of the server', async () => {
  const server = await scripted({
    answers: { LOGIN: 'TAG NO [ALERT] Application-specific password required' },
  });
  expect((await refusal(server.login))!.userMessage).toBe(
    'localhost did not accept this user name and password. It says: Application-specific password required',
  );
});

test('Exchange says after the log-in that there are too many', async () => {
  const server = await scripted({
    capabilities: 'NAMESPACE',
    answers: { NAMESPACE: 'TAG BAD User is authenticated but not connected.' },
  });
  expect(await refusal(server.login)).toMatchObject({ code: 'too-many-connections', temporary: true });
});

test('a greeting that says goodbye is no wrong password', async () => {
  const server = await scripted({ greeting: '* BYE Too many connections from your address' });
  expect(await refusal(server.login)).toMatchObject({ code: 'too-many-connections' });
  const other = await scripted({ greeting: '* BYE Shutting down' });
  expect(await refusal(other.login)).toMatchObject({ code: 'connection-lost', temporary: true });
});

test('a connection that breaks during the log-in is no wrong password', async () => {
  const server = await scripted({ answers: { LOGIN: 'CUT' } });
  expect(await refusal(server.login)).toMatchObject({ code: 'connection-lost', temporary: true });
});

test('a self-signed certificate is refused, before any password is sent, unless allowed', async () => {
  for (const security of ['tls', 'starttls'] as const) {
    const server = await scripted({ security, capabilities: 'STARTTLS' });
    const error = await refusal({ ...server.login, allowSelfSigned: false });
    expect(error).toMatchObject({ code: 'certificate-refused', temporary: false });
    expect(error!.userMessage).toBe('The certificate of localhost cannot be trusted: it is self-signed.');
    expect(server.lines.join()).not.toContain('LOGIN');
    const connection = await connect(server.login);
    expect(connection.usable).toBe(true);
    await connection.close();
  }
});

test('without STARTTLS nothing is said in the clear, also when the server greets as signed in', async () => {
  for (const greeting of ['* OK ready', '* PREAUTH welcome']) {
    const server = await scripted({ security: 'starttls', greeting });
    expect(await refusal(server.login)).toMatchObject({ code: 'certificate-refused', temporary: false });
    expect(server.lines.join()).not.toMatch(/LOGIN|AUTHENTICATE/u);
  }
});

test.each([
  ['refused', 'TAG NO not today'],
  ['not known', 'TAG BAD what is that'],
  ['answered with more than a word before encryption', 'TAG OK go\n* CAPABILITY IMAP4rev1 AUTH=PLAIN'],
  ['answered with a log-in before encryption', 'TAG OK go\n* PREAUTH welcome\nA1 OK LOGIN done\n* OK'],
])('when STARTTLS is %s, no password is sent and nothing is believed', async (_, answer) => {
  const server = await scripted({
    security: 'starttls',
    capabilities: 'STARTTLS',
    answers: { STARTTLS: answer },
  });
  const error = await refusal(server.login);
  expect(error).toMatchObject({
    code: expect.stringMatching(/^certificate-refused|connection-lost$/u) as string,
  });
  expect(error!.userMessage).toContain('localhost');
  expect(server.lines.join()).not.toMatch(/LOGIN|AUTHENTICATE/u);
});

test('a server that takes no passwords is no wrong password', async () => {
  const server = await scripted({ capabilities: 'LOGINDISABLED' });
  expect(await refusal(server.login)).toMatchObject({ code: 'refused-by-server' });
});

test.each([
  ['+OK POP3 here', true],
  ['220 SMTP here', true],
  ['HTTP/1.1 400 Bad Request', true],
  ['+OK POP3 here', false],
])('a server that greets with %j (TLS: %s) is told to speak something else', async (greeting, tls) => {
  const other = await startLineServer({
    tls,
    onConnect: (talk) => talk.say(`${greeting}\n`),
    onLine: () => {},
  });
  servers.push(other);
  const security = tls ? ('tls' as const) : ('starttls' as const);
  const login = { ...(await scripted({})).login, port: other.port, security };
  expect(await refusal(login, 300)).toMatchObject({
    code: 'refused-by-server',
    temporary: false,
    userMessage: 'localhost does not speak IMAP on this port. Check server and port.',
  });
});

const TOKEN = { kind: 'token', accessToken: 'ya29.token' } as const;

test.each([
  ['AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER', 'OAUTHBEARER'],
  ['AUTH=XOAUTH2', 'XOAUTH2'],
])('with a token, a server that offers %s is entered by %s', async (offers, used) => {
  const server = await scripted({ capabilities: `SASL-IR ${offers}` });
  const c = await connect({ ...server.login, auth: TOKEN });
  await c.close();
  const line = server.lines.find((one) => one.includes('AUTHENTICATE'))!;
  expect(line).toContain(`AUTHENTICATE ${used} `);
  expect(Buffer.from(line.split(' ')[3]!, 'base64').toString()).toContain('auth=Bearer ya29.token');
});

test('a token that the server refuses is told as a wrong log-in', async () => {
  const server = await scripted({
    capabilities: 'SASL-IR AUTH=XOAUTH2',
    answers: { AUTHENTICATE: 'TAG NO [AUTHENTICATIONFAILED] Invalid credentials' },
  });
  expect(await refusal({ ...server.login, auth: TOKEN })).toMatchObject({ code: 'wrong-password' });
});

test('a server without tokens never hears one', async () => {
  const server = await scripted({ capabilities: 'AUTH=PLAIN' });
  expect(await refusal({ ...server.login, auth: TOKEN })).toMatchObject({ code: 'refused-by-server' });
  expect(server.lines.join()).not.toContain('AUTHENTICATE');
});

test('a server that says nothing is timed out', async () => {
  const silent = await startLineServer({ tls: true, onConnect: () => {}, onLine: () => {} });
  servers.push(silent);
  const login = { ...(await scripted({})).login, port: silent.port };
  expect(await refusal(login, 300)).toMatchObject({ code: 'timed-out', temporary: true });
});

test('TLS to a port without it is told as that', async () => {
  const plain = await scripted({ security: 'starttls' });
  const error = await refusal({ ...plain.login, security: 'tls' });
  expect(error).toMatchObject({ code: 'certificate-refused', temporary: false });
  expect(error!.userMessage).toContain('Check port and security');
});

test('nobody listens, or there is no such host', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const { login } = await scripted({});
  const refused = await refusal({ ...login, port });
  expect(refused).toMatchObject({ code: 'connection-lost', temporary: true });
  expect(refused!.userMessage).toBe('Could not reach localhost.');
  const unknown = await refusal({ ...login, host: 'no-such-host.invalid' });
  expect(unknown!.code).toBe('unknown-host');
  expect(unknown!.userMessage).toContain('no-such-host.invalid');
});

test('who listens is told once when the connection breaks, and with null when we end it', async () => {
  const server = await scripted({ answers: { NOOP: 'CUT' } });
  const broken = await connect(server.login);
  const told = new Promise((resolve) => broken.onClosed(resolve));
  await broken.client.noop();
  expect(await told).toMatchObject({ code: 'connection-lost', temporary: true });
  expect(broken.usable).toBe(false);
  const ended = await connect(server.login);
  const closed = new Promise((resolve) => ended.onClosed(resolve));
  await ended.close();
  expect(await closed).toBeNull();
});
