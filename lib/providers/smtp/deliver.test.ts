import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { type SmtpScript, startScriptedSmtp } from '../testing/scripted-smtp';
import { checkLogin } from './check-login';
import type { DialogueLine } from '@/lib/contract/delivery';
import { deliver } from './deliver';
import { newDialogue } from './dialogue';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function scripted(script: SmtpScript = {}) {
  const server = await startScriptedSmtp(script);
  ends.push(server.close);
  return server;
}

const RAW = 'Subject: dots\r\n\r\n.one\r\n..two\r\nend\r\n';
const mail = (raw = RAW, to = ['ben@lab.test']) => ({
  from: 'ann@lab.test',
  to,
  size: Buffer.byteLength(raw),
  eightBit: false,
  requireTls: false,
  notices: null,
  open: () => Readable.from([Buffer.from(raw)], { objectMode: false }),
});

test('the octets arrive as they are, dots stuffed, line ends CRLF, size announced', async () => {
  const server = await scripted({ ehlo: ['SIZE 1000000'] });
  const outcome = await deliver(server.login, mail('Subject: x\n\n.a\nb'));
  expect(outcome).toMatchObject({ result: 'accepted', code: 250, text: '2.0.0 taken as 1' });
  expect(server.messages).toEqual(['Subject: x\r\n\r\n..a\r\nb\r\n']);
  expect(server.lines).toContain('MAIL FROM:<ann@lab.test> SIZE=16');
});

test('the dialogue has handshake, transfer and closure, TLS and cipher, neither password nor body', async () => {
  const { login } = await scripted();
  const dialogue = newDialogue(login);
  await deliver(login, mail(), {}, dialogue);
  const said = (lines: DialogueLine[]) => lines.map(({ from, text }) => `${from}: ${text}`);
  expect(said(dialogue.handshake)[0]).toBe('server: 220 ready');
  expect(said(dialogue.handshake)).toContain('client: AUTH PLAIN [masked]');
  expect(said(dialogue.transfer)[0]).toBe('client: MAIL FROM:<ann@lab.test>');
  expect(said(dialogue.transfer)).toContain('client: DATA');
  expect(said(dialogue.transfer).at(-1)).toBe('server: 250 2.0.0 taken as 1');
  expect(said(dialogue.closure)).toEqual(['note: The connection stays open for the next message.']);
  expect(dialogue.tls).toMatchObject({ version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/u) });
  const all = JSON.stringify(dialogue);
  expect(all).not.toContain('..two');
  for (const piece of all.split(/[\s"]+/u))
    expect(Buffer.from(piece, 'base64').toString()).not.toContain('secret');
});

test('a server that repeats the password does not bring it into the dialogue', async () => {
  const { login } = await scripted({
    auth: `535 5.7.8 secret and ${btoa('\0ann@lab.test\0secret')} are wrong`,
  });
  const dialogue = newDialogue(login);
  await expect(deliver(login, mail(), {}, dialogue)).rejects.toMatchObject({ code: 'wrong-password' });
  expect(dialogue.handshake.at(-1)?.text).toBe('535 5.7.8 [masked] and [masked] are wrong');
  expect(dialogue.closure).toHaveLength(1);
});

test('several messages go over one connection, each with its own dialogue, the handshake kept for all', async () => {
  const server = await scripted();
  for (let i = 0; i < 15; i++) {
    const dialogue = newDialogue(server.login);
    const outcome = await deliver(server.login, mail(), {}, dialogue);
    expect(outcome.result).toBe('accepted');
    expect(dialogue.reused).toBe(i > 0);
    expect(dialogue.handshake[0]?.text).toBe('220 ready');
    expect(dialogue.transfer.filter(({ text }) => text.startsWith('MAIL'))).toHaveLength(1);
  }
  expect(server.messages).toHaveLength(15);
  expect(server.accepted()).toBe(1);
});

test('after a refusal the connection is reset and carries the next message', async () => {
  let asked = 0;
  const server = await scripted({ rcpt: () => (++asked === 1 ? '550 5.1.1 no' : '250 ok') });
  expect(await deliver(server.login, mail())).toMatchObject({ result: 'refused', code: 550 });
  expect(await deliver(server.login, mail())).toMatchObject({ result: 'accepted' });
  expect(server.lines).toContain('RSET');
  expect(server.accepted()).toBe(1);
});

test('a reply out of step never makes a message look accepted', async () => {
  const early = await scripted({ mail: '250 ok\r\n250 ok\r\n250 ok' });
  const outcome = await deliver(early.login, mail());
  expect(outcome.result).toBe('temporary');
  expect(early.messages).toEqual([]);
});

test('an answer to the message that is none (354) is unclear', async () => {
  const odd = await scripted({ end: ['354 go on'] });
  expect(await deliver(odd.login, mail())).toMatchObject({ result: 'unclear', code: null });
});

test('a reply without end is given up: before the message it is tried later, after it nobody knows', async () => {
  const endless = '250-more\r\n'.repeat(50).trim();
  const before = await scripted({ mail: endless });
  expect(await deliver(before.login, mail(), { envelopeMs: 300 })).toMatchObject({ result: 'temporary' });
  const after = await scripted({ end: [endless] });
  expect(await deliver(after.login, mail(), { silenceMs: 300 })).toMatchObject({ result: 'unclear' });
});

test('8-bit text and REQUIRETLS only where they are offered', async () => {
  const able = await scripted({ ehlo: ['8BITMIME', 'REQUIRETLS', 'DSN'] });
  const wishes = {
    ...mail(),
    eightBit: true,
    requireTls: true,
    notices: { envelopeId: 'a+b', onSuccess: true },
  };
  expect(await deliver(able.login, wishes)).toMatchObject({ result: 'accepted' });
  expect(able.lines).toContain('MAIL FROM:<ann@lab.test> BODY=8BITMIME RET=HDRS ENVID=a+2Bb REQUIRETLS');
  expect(able.lines).toContain('RCPT TO:<ben@lab.test> NOTIFY=SUCCESS,FAILURE,DELAY');
  const plain = await scripted();
  for (const one of [
    { ...wishes, requireTls: false },
    { ...wishes, eightBit: false },
    mail(RAW, ['jörg@lab.test']),
  ]) {
    const outcome = await deliver(plain.login, one);
    expect(outcome).toMatchObject({ result: 'refused', code: null });
    expect(outcome.text).toMatch(/^localhost (takes only 7-bit|cannot promise|cannot handle addresses)/u);
  }
  expect(plain.lines.join()).not.toContain('MAIL');
});

test('another password gets no session of the right one', async () => {
  const server = await scripted();
  await deliver(server.login, mail());
  await deliver({ ...server.login, auth: { kind: 'password', password: 'other' } }, mail());
  expect(server.accepted()).toBe(2);
});

test.each(['CUT', '421 4.4.2 idle for too long'])(
  'a kept session that the server ends at the next message (%s) costs no attempt',
  async (goodbye) => {
    let messages = 0;
    const server = await scripted({ mail: () => (++messages === 2 ? goodbye : '250 ok') });
    await deliver(server.login, mail());
    expect(await deliver(server.login, mail())).toMatchObject({ result: 'accepted', code: 250 });
    expect(server.accepted()).toBe(2);
    expect(server.messages).toHaveLength(2);
  },
);

test('a new session that ends at the message is an attempt', async () => {
  const server = await scripted({ mail: 'CUT' });
  expect(await deliver(server.login, mail())).toMatchObject({ result: 'temporary', code: null });
  expect(server.accepted()).toBe(1);
});

test.each([
  [{ mail: '550 5.7.1 not you' }, 'refused', 550, '5.7.1 not you'],
  [{ mail: '451 4.3.0 later' }, 'temporary', 451, '4.3.0 later'],
  [{ rcpt: () => '550 5.1.1 no such user' }, 'refused', 550, '5.1.1 no such user'],
  [{ rcpt: () => '450 4.2.0 greylisted' }, 'temporary', 450, '4.2.0 greylisted'],
  [{ data: '554 5.5.1 no' }, 'refused', 554, '5.5.1 no'],
  [{ end: ['552-5.3.4 too big\r\n552 5.3.4 really'] }, 'refused', 552, '5.3.4 too big 5.3.4 really'],
  [{ end: ['451 4.7.1 try later'] }, 'temporary', 451, '4.7.1 try later'],
  [{ end: ['421 4.3.2 going down'] }, 'temporary', 421, '4.3.2 going down'],
] as [SmtpScript, string, number, string][])('%o is %s', async (script, result, code, text) => {
  for (const ehlo of [[], ['PIPELINING']]) {
    const { login } = await scripted({ ...script, ehlo });
    expect(await deliver(login, mail())).toMatchObject({ result, code, text, accepted: [] });
  }
});

test('who is refused among several is named, the others get the message', async () => {
  const rcpt = (address: string) =>
    address.startsWith('no') ? '550 5.1.1 unknown' : address.startsWith('late') ? '450 4.2.1 full' : '250 ok';
  for (const ehlo of [[], ['PIPELINING']]) {
    const server = await scripted({ rcpt, ehlo });
    const outcome = await deliver(server.login, mail(RAW, ['ben@b.test', 'no@b.test', 'late@b.test']));
    expect(outcome).toMatchObject({
      result: 'accepted',
      accepted: ['ben@b.test'],
      refused: [
        { address: 'no@b.test', code: 550, text: '5.1.1 unknown' },
        { address: 'late@b.test', code: 450, text: '4.2.1 full' },
      ],
    });
    expect(server.messages).toHaveLength(1);
  }
});

test('a connection cut before the end of the message leaves it untaken: again later', async () => {
  expect(await deliver((await scripted({ data: 'CUT' })).login, mail())).toMatchObject({
    result: 'temporary',
    code: null,
  });
  const broken = {
    ...mail(),
    open: () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('Subject: half\r\n');
          throw new Error('the disk is gone');
        })(),
        { objectMode: false },
      ),
  };
  const server = await scripted();
  expect(await deliver(server.login, broken)).toMatchObject({ result: 'temporary', code: null });
  expect(server.messages).toEqual([]);
});

test('a connection cut after the final dot is unclear, and so is a server that says nothing more', async () => {
  const cut = await scripted({ end: ['CUT'] });
  expect(await deliver(cut.login, mail())).toMatchObject({ result: 'unclear', code: null, refused: [] });
  expect(cut.messages).toHaveLength(1);
  const mute = await scripted({ end: [''] });
  expect(await deliver(mute.login, mail(), { silenceMs: 300 })).toMatchObject({ result: 'unclear' });
});

test('a message above the limit of the server is not sent and not tried again', async () => {
  const server = await scripted({ ehlo: ['SIZE 10'] });
  const outcome = await deliver(server.login, mail());
  expect(outcome).toMatchObject({ result: 'refused', code: null, refused: [{ address: 'ben@lab.test' }] });
  expect(outcome.text).toMatch(/^localhost takes messages of up to .* Share a link/u);
  expect(server.lines.join()).not.toContain('MAIL');
  // Just fitting, or a server that names no limit (RFC 1870 4).
  for (const ehlo of [`SIZE ${RAW.length}`, 'SIZE', 'SIZE 0'])
    expect(await deliver((await scripted({ ehlo: [ehlo] })).login, mail())).toMatchObject({
      result: 'accepted',
    });
});

test('a domain in other letters travels as A-label and comes back as it was written', async () => {
  const server = await scripted();
  const outcome = await deliver(server.login, mail(RAW, ['ben@bücher.test']));
  expect(server.lines).toContain('RCPT TO:<ben@xn--bcher-kva.test>');
  expect(outcome.accepted).toEqual(['ben@bücher.test']);
});

test.each([
  [{ auth: '535 5.7.8 bad' }, 'wrong-password', false],
  [{ auth: '534 5.7.9 Application-specific password required' }, 'wrong-password', false],
  [{ auth: '454 4.7.0 Temporary authentication failure' }, 'connection-lost', true],
  [{ auth: '502 5.5.2 what?' }, 'refused-by-server', false],
  [{ greeting: '421 4.7.0 Too many connections' }, 'too-many-connections', true],
  [{ greeting: '554 5.7.1 go away' }, 'refused-by-server', false],
  [{ greeting: 'CUT' }, 'connection-lost', true],
  [{ greeting: '' }, 'timed-out', true],
  [{ auth: '' }, 'timed-out', true],
  [{ security: 'starttls', starttls: '454 4.7.0 TLS not available' }, 'connection-lost', true],
  [{ security: 'starttls', starttls: '502 5.5.1 what?' }, 'certificate-refused', false],
] as [SmtpScript, string, boolean][])('a log-in to %o is %s', async (script, code, temporary) => {
  const { login } = await scripted(script);
  const timeouts = { connectMs: 200 };
  await expect(checkLogin(login, timeouts)).rejects.toMatchObject({ code, temporary });
  await expect(deliver(login, mail(), timeouts)).rejects.toMatchObject({ code });
});

test('a self-signed certificate is refused before the password is sent; allowed, the log-in works', async () => {
  for (const security of ['tls', 'starttls'] as const) {
    const server = await scripted({ security });
    await expect(checkLogin({ ...server.login, allowSelfSigned: false })).rejects.toMatchObject({
      code: 'certificate-refused',
      userMessage: 'The certificate of localhost cannot be trusted: it is self-signed.',
    });
    expect(server.lines.join()).not.toContain('AUTH');
    await checkLogin(server.login);
    expect(server.lines.join()).toContain('AUTH PLAIN');
  }
});
