import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Pop3Script, ScriptedPop3 } from '../testing/scripted-pop3';
import { startScriptedPop3 } from '../testing/scripted-pop3';
import { loginDelaySeconds } from './capa';
import { connect } from './connect';
import type { Pop3Connection } from './connection';
import { dele } from './dele';
import { list } from './list';
import { noop } from './noop';
import { quit } from './quit';
import { retr } from './retr';
import { rset } from './rset';
import { stat } from './stat';
import { top } from './top';
import { uidl } from './uidl';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function start(script: Pop3Script = {}): Promise<ScriptedPop3> {
  const server = await startScriptedPop3(script);
  ends.push(() => server.close());
  return server;
}

async function enter(script: Pop3Script = {}): Promise<{ server: ScriptedPop3; c: Pop3Connection }> {
  const server = await start(script);
  const c = await connect(server.login, { timeoutMs: 2000, silenceMs: 2000 });
  ends.unshift(() => c.drop());
  return { server, c };
}

const mail = (n: number, body = `Hello ${n}\r\n`) => ({
  uidl: `id-${n}`,
  raw: Buffer.from(`Subject: ${n}\r\nMessage-ID: <${n}@lab.test>\r\n\r\n${body}`, 'latin1'),
});

async function fetchAll(c: Pop3Connection, numbers: number[]): Promise<Map<number, string | null>> {
  const got = new Map<number, string | null>();
  await retr(c, numbers, async (number, octets) => {
    if (octets === null) return void got.set(number, null);
    const pieces: Buffer[] = [];
    for await (const piece of octets) pieces.push(piece);
    got.set(number, Buffer.concat(pieces).toString('latin1'));
  });
  return got;
}

describe('the verbs', () => {
  test('see what lies there, and get it octet for octet', async () => {
    const messages = [mail(1), mail(2, '.\r\n..dots\r\nend \xe9\x00\xff\r\n'), mail(3, 'bare\nlf\n.\n\r\n')];
    const { c } = await enter({ messages });
    expect(await stat(c)).toEqual({
      count: 3,
      octets: messages.reduce((sum, { raw }) => sum + raw.length, 0),
    });
    expect([...(await list(c))]).toEqual(messages.map(({ raw }, at) => [at + 1, raw.length]));
    expect([...(await uidl(c))!]).toEqual([
      [1, 'id-1'],
      [2, 'id-2'],
      [3, 'id-3'],
    ]);
    const got = await fetchAll(c, [3, 1, 2]);
    expect([...got.keys()]).toEqual([3, 1, 2]);
    for (const [number, text] of got) expect(text).toBe(messages[number - 1]!.raw.toString('latin1'));
    await noop(c);
  });

  test('are sent ahead only where the server takes that', async () => {
    const messages = Array.from({ length: 40 }, (_, at) => mail(at + 1));
    const numbers = messages.map((_, at) => at + 1);
    const ahead = await enter({ messages });
    expect((await fetchAll(ahead.c, numbers)).size).toBe(40);
    const plain = await enter({ messages, capabilities: ['USER', 'UIDL', 'TOP'] });
    expect((await fetchAll(plain.c, numbers)).size).toBe(40);
  });

  test('tell of one message that is gone and go on with the others', async () => {
    const { c } = await enter({ messages: [mail(1), mail(2)] });
    const got = await fetchAll(c, [1, 7, 2]);
    expect([got.get(7), got.get(2)]).toEqual([null, mail(2).raw.toString('latin1')]);
  });

  test('go on after a reader that did not read to the end', async () => {
    const { c } = await enter({ messages: [mail(1, 'x'.repeat(300_000)), mail(2)] });
    const seen: number[] = [];
    await retr(c, [1, 2], async (number) => void seen.push(number));
    expect(seen).toEqual([1, 2]);
    expect(await stat(c)).toMatchObject({ count: 2 });
  });

  test('TOP gives header sections', async () => {
    const { c } = await enter({ messages: [mail(1), mail(2)] });
    const heads: string[] = [];
    await top(c, [2, 1], async (_, head) => void heads.push(head!.toString()));
    expect(heads.map((head) => head.split('\r\n')[0])).toEqual(['Subject: 2', 'Subject: 1']);
  });

  test('delete at QUIT and only then', async () => {
    const { server, c } = await enter({ messages: [mail(1), mail(2), mail(3)] });
    expect(await dele(c, [1, 9, 3])).toEqual([1, 3]);
    expect(server.messages).toHaveLength(3);
    await quit(c);
    expect(server.messages.map(({ uidl: id }) => id)).toEqual(['id-2']);
    expect(c.usable).toBe(false);
  });

  test('RSET takes deletions back', async () => {
    const { server, c } = await enter({ messages: [mail(1)] });
    await dele(c, [1]);
    await rset(c);
    await quit(c);
    expect(server.messages).toHaveLength(1);
  });

  test('a server without UIDL has none, one that has it and refuses is unwell', async () => {
    const without = await enter({ messages: [mail(1)], capabilities: ['USER', 'TOP'] });
    expect(await uidl(without.c)).toBeNull();
    const unwell = await enter({ messages: [mail(1)], answers: { UIDL: '-ERR [SYS/TEMP] disk\n' } });
    await expect(uidl(unwell.c)).rejects.toMatchObject({ code: 'connection-lost', temporary: true });
  });

  test('a message without end is refused, and the line is not used again', async () => {
    const { c } = await enter({ messages: [mail(1, 'x'.repeat(100_000))] });
    const reading = retr(c, [1], async () => {}, 50_000);
    await expect(reading).rejects.toMatchObject({ code: 'too-large' });
    expect(c.usable).toBe(false);
  });

  test.each([
    ['LIST', `+OK\n${'1 '.repeat(5000)}\n.\n`],
    ['STAT', '+OK many\n'],
    ['STAT', 'hello\n'],
    ['STAT', `+OK ${'9'.repeat(9000)}\n`],
  ])('%s with a senseless answer ends in one sentence', async (command, answer) => {
    const { c } = await enter({ messages: [mail(1)], answers: { [command]: answer } });
    const asked = command === 'LIST' ? list(c) : stat(c);
    await expect(asked).rejects.toMatchObject({ code: 'refused-by-server' });
  });

  test('a server that falls silent is not waited for', async () => {
    const { c } = await enter({ answers: { NOOP: '' } });
    c.line.reader.silenceMs = 50;
    await expect(noop(c)).rejects.toMatchObject({ code: 'timed-out', temporary: true });
  });
});

describe('signing in', () => {
  test.each([
    ['by SASL PLAIN', ['USER', 'SASL PLAIN'], 'AUTH PLAIN'],
    ['by USER and PASS', ['USER', 'SASL CRAM-MD5'], 'USER ann@lab.test'],
    ['without CAPA', null, 'USER ann@lab.test'],
  ])('%s', async (_, capabilities, command) => {
    const { server } = await enter({ capabilities, password: 'pass  word ü§' });
    expect(server.lines.some((line) => line.startsWith(command))).toBe(true);
  });

  test('by APOP where USER is not offered', async () => {
    const stamp = '<1896.697170952@lab.test>';
    const answers = { APOP: '+OK in\n' };
    const { server } = await enter({
      greeting: `+OK ready ${stamp}`,
      capabilities: ['UIDL', 'TOP'],
      answers,
    });
    const digest = createHash('md5').update(`${stamp}secret`).digest('hex');
    expect(server.lines).toContain(`APOP ann@lab.test ${digest}`);
  });

  test('by a token, and is refused with one that has ended', async () => {
    const server = await start();
    const login = { ...server.login, auth: { kind: 'token' as const, accessToken: 'secret' } };
    ends.unshift((await connect(login)).drop);
    const refusing = await start({
      answers: { AUTH: '+ eyJzdGF0dXMiOiI0MDEifQ==\n', '': '-ERR [AUTH] no\n' },
    });
    const refused = connect({ ...refusing.login, auth: login.auth });
    await expect(refused).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('with STLS before anything else', async () => {
    const { server, c } = await enter({ security: 'starttls', messages: [mail(1)] });
    expect(server.lines[0]).toBe('STLS');
    expect(await stat(c)).toMatchObject({ count: 1 });
  });

  test.each([
    ['-ERR no\n', 'certificate-refused'],
    ['+OK go on\n+OK injected\n', 'certificate-refused'],
  ])('STLS answered %j is refused before a password is sent', async (answer, code) => {
    const server = await start({ security: 'starttls', answers: { STLS: answer } });
    await expect(connect(server.login, { timeoutMs: 500 })).rejects.toMatchObject({ code });
    expect(server.lines).toEqual(['STLS']);
  });

  test.each([
    ['-ERR [AUTH] no\n', 'wrong-password', false],
    ['-ERR no\n', 'wrong-password', false],
    ['-ERR [IN-USE] other\n', 'too-many-connections', true],
    ['-ERR maildrop already locked\n', 'too-many-connections', true],
    ['-ERR [LOGIN-DELAY] slow down\n', 'too-many-connections', true],
    ['-ERR [SYS/TEMP] disk\n', 'connection-lost', true],
    ['-ERR [SYS/PERM] broken\n', 'refused-by-server', false],
    ['-ERR temporary failure\n', 'connection-lost', true],
  ])('%j means %s', async (answer, code, temporary) => {
    const server = await start({ answers: { AUTH: answer } });
    await expect(connect(server.login)).rejects.toMatchObject({ code, temporary });
  });

  test('a password that would be a second command is not sent', async () => {
    const server = await start({ capabilities: null });
    const login = { ...server.login, auth: { kind: 'password' as const, password: 'secret\r\nDELE 1' } };
    await expect(connect(login)).rejects.toMatchObject({ code: 'wrong-password' });
    expect(server.lines).toEqual(['CAPA']);
  });

  test('a port that speaks something else ends in one sentence', async () => {
    const server = await start({ greeting: '* OK IMAP4rev1 ready' });
    await expect(connect(server.login)).rejects.toMatchObject({
      code: 'refused-by-server',
      userMessage: 'localhost does not speak POP3 on this port. Check server and port.',
    });
  });

  test('a server that does not greet is not waited for', async () => {
    const server = await start({ greeting: '' });
    await expect(connect(server.login, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'timed-out',
    });
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const server = await start();
    await expect(connect({ ...server.login, allowSelfSigned: false })).rejects.toMatchObject({
      code: 'certificate-refused',
    });
  });

  test('nobody there', async () => {
    const server = await start();
    await server.close();
    await expect(connect(server.login)).rejects.toMatchObject({ code: 'connection-lost', temporary: true });
  });

  test('the login delay is read', async () => {
    const { c } = await enter({ capabilities: ['USER', 'LOGIN-DELAY 60 USER'] });
    expect(loginDelaySeconds(c.capabilities)).toBe(60);
  });
});
