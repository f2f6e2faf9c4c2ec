import { afterEach, expect, test } from 'vitest';
import { type SmtpScript, startScriptedSmtp } from '../testing/scripted-smtp';
import { checkLogin } from './check-login';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const token = { kind: 'token', accessToken: 'ya29.token' } as const;
const PAYLOAD = {
  OAUTHBEARER:
    'n,a=an=2Cn=3D@lab.test,\u0001host=localhost\u0001port=PORT\u0001auth=Bearer ya29.token\u0001\u0001',
  XOAUTH2: 'user=an,n=@lab.test\u0001auth=Bearer ya29.token\u0001\u0001',
};

async function signIn(script: SmtpScript) {
  const server = await startScriptedSmtp(script);
  ends.push(server.close);
  const login = { ...server.login, username: 'an,n=@lab.test', auth: token };
  const error = await checkLogin(login).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { server, error };
}

test.each([
  ['PLAIN LOGIN XOAUTH2 OAUTHBEARER', 'OAUTHBEARER'],
  ['XOAUTH2 PLAIN', 'XOAUTH2'],
] as const)('with a token, a server that offers %s is entered by %s', async (mechanisms, used) => {
  const { server, error } = await signIn({ mechanisms });
  expect(error).toBeNull();
  const line = server.lines.find((one) => one.startsWith('AUTH'))!;
  expect(line).toMatch(new RegExp(`^AUTH ${used} `, 'u'));
  const payload = Buffer.from(line.split(' ')[2]!, 'base64').toString();
  expect(payload).toBe(PAYLOAD[used].replace('PORT', String(server.port)));
});

test.each([
  ['OAUTHBEARER', 'AQ=='],
  ['XOAUTH2', ''],
])('%s ends the exchange in its own way when the token is refused', async (mechanisms, breaker) => {
  const { server, error } = await signIn({
    mechanisms,
    auth: ['334 eyJzdGF0dXMiOiI0MDEifQ==', '535 5.7.8 no'],
  });
  expect(error).toMatchObject({ code: 'wrong-password', temporary: false });
  expect(server.lines.at(-1)).toBe(breaker);
});

test('a server without tokens is told as that, and never hears one', async () => {
  const { server, error } = await signIn({ mechanisms: 'PLAIN LOGIN' });
  expect(error).toMatchObject({
    code: 'refused-by-server',
    userMessage: 'localhost takes only passwords for sending.',
  });
  expect(server.lines.join()).not.toContain('AUTH');
});

test.each(['+OK POP3 here', '* OK IMAP here', 'HTTP/1.1 400 Bad Request'])(
  'a server that greets with %j is told to speak something else',
  async (greeting) => {
    const { server, error } = await signIn({ greeting });
    expect(error).toMatchObject({
      code: 'refused-by-server',
      temporary: false,
      userMessage: 'localhost does not speak SMTP on this port. Check server and port.',
    });
    expect(server.lines.join()).not.toContain('AUTH');
  },
);
