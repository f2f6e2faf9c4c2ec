import { expect, test } from 'vitest';
import type { KeptServers } from '@/lib/client/kept-servers';
import type { FoundServers } from '@/lib/contract/found-servers';
import { withKept } from './with-kept';

const server = (host: string) => ({ host, port: 995, security: 'tls' as const });
const kept: KeptServers = {
  username: '',
  protocol: 'pop3',
  imap: server('mail.a.test'),
  smtp: server('smtp.a.test'),
};
const found = (imap: string, smtp: string, isSure = true): FoundServers => ({
  source: 'preset',
  name: null,
  username: 'ann@a.test',
  imap: server(imap),
  pop3: null,
  smtp: server(smtp),
  isSure,
});
const told = (before: FoundServers | null) => withKept(before, kept, 'ann@a.test');

test('nothing kept: what was found', () => {
  const before = found('mail.a.test', 'smtp.a.test');
  expect(withKept(before, null, 'ann@a.test')).toBe(before);
  expect(withKept(null, null, 'ann@a.test')).toBeNull();
});

test('what was kept comes first, as the kind of account that it was', () => {
  expect(told(found('mail.a.test', 'smtp.a.test'))).toEqual({
    source: 'kept',
    name: null,
    username: 'ann@a.test',
    imap: null,
    pop3: kept.imap,
    smtp: kept.smtp,
    isSure: true,
  });
});

test.each([
  ['nothing was found', null],
  ['what was found is a guess', found('mail.a.test', 'smtp.a.test', false)],
  ['mail comes from elsewhere', found('elsewhere.test', 'smtp.a.test')],
  ['mail goes elsewhere', found('mail.a.test', 'elsewhere.test')],
])('a password does not go unseen to what somebody may have typed: %s', (_, before) => {
  expect(told(before)?.isSure).toBe(false);
});
