import { expect, test } from 'vitest';
import { connect } from './pop3/connect';
import { retr } from './pop3/retr';
import { stat } from './pop3/stat';
import { startScriptedPop3 } from './testing/scripted-pop3';
import { RECORD_MS, startRecord, wirePen, wireRecord } from './wire-record';

const login = {
  host: 'mail.example.org',
  port: 993,
  security: 'tls' as const,
  username: 'ann',
  auth: { kind: 'password' as const, password: 'hunter2' },
  allowSelfSigned: false,
  allowPrivate: false,
};

test('nothing is recorded until somebody asks, and nothing of another log-in', () => {
  const pen = wirePen(login, '1');
  pen.write('client', 'A1 NOOP');
  expect(wireRecord(login)).toBeNull();
  startRecord(login, Date.now());
  wirePen({ ...login, username: 'ben' }, '1').write('client', 'A1 SELECT x');
  pen.write('server', 'A1 OK');
  expect(wireRecord(login)?.lines.map(({ text }) => text)).toEqual(['1 A1 OK']);
});

test('secrets are masked, lines and their number bounded; it ends by itself', () => {
  const pen = wirePen(login, '1');
  startRecord(login, Date.now());
  pen.write('server', 'A2 NO hunter2 is wrong');
  expect(wireRecord(login)?.lines.at(-1)?.text).toBe('1 A2 NO [masked] is wrong');
  for (let line = 0; line < 1000; line++) pen.write('server', 'x'.repeat(10_000));
  expect(wireRecord(login)?.lines).toHaveLength(500);
  expect(wireRecord(login)?.lines[0]?.text.length).toBeLessThan(510);
  startRecord(login, Date.now() - RECORD_MS - 1);
  expect(pen.isOn()).toBe(false);
});

test('a POP3 session: commands and status lines, neither log-in nor messages', async () => {
  const raw = Buffer.from('Subject: private\r\n\r\nHello\r\n');
  const server = await startScriptedPop3({ messages: [{ uidl: 'a', raw }] });
  try {
    startRecord(server.login, Date.now());
    const c = await connect(server.login);
    await stat(c);
    await retr(c, [1], async (_, octets) => {
      if (octets) for await (const _piece of octets);
    });
    c.drop();
    const said = wireRecord(server.login)!.lines.map(
      ({ from, text }) => `${from} ${text.replace(/^\S+ /u, '')}`,
    );
    expect(said).toContain('client STAT');
    expect(said.join()).toContain('client RETR 1');
    expect(said.join()).not.toMatch(/PASS|AUTH|private|Hello/u);
  } finally {
    await server.close();
  }
});
