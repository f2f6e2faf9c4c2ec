import { expect, test } from 'vitest';
import { RECORD_MS, startRecord, wirePen, wireRecord } from './wire-record';

const login = {
  host: 'mail.example.org',
  port: 993,
  security: 'tls' as const,
  username: 'ann',
  auth: { kind: 'password' as const, password: 'hunter2' },
  allowSelfSigned: false,
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
