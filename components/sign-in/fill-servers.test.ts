import { expect, test } from 'vitest';
import type { FoundServers } from '@/lib/contract/found-servers';
import { fillServers } from './fill-servers';

const FOUND: FoundServers = {
  source: 'srv',
  name: null,
  username: 'ann@found.test',
  imap: { host: 'imap.found.test', port: 993, security: 'tls' },
  pop3: null,
  smtp: { host: 'smtp.found.test', port: 465, security: 'tls' },
  isSure: true,
};
const form = (typed: Record<string, string> = {}) => {
  const values: Record<string, { value: string }> = {};
  const usual = { imapHost: '', imapPort: '993', imapSecurity: 'tls', username: '' };
  const more = { smtpHost: '', smtpPort: '587', smtpSecurity: 'starttls' };
  for (const [name, value] of Object.entries({ ...usual, ...more, ...typed })) values[name] = { value };
  return { fields: (name: string) => values[name] ?? null, values };
};
const all = (values: Record<string, { value: string }>) =>
  Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));

test('an empty form is filled', () => {
  const { fields, values } = form();
  fillServers(fields, FOUND, {});
  expect(all(values)).toEqual({
    username: 'ann@found.test',
    imapHost: 'imap.found.test',
    imapPort: '993',
    imapSecurity: 'tls',
    smtpHost: 'smtp.found.test',
    smtpPort: '465',
    smtpSecurity: 'tls',
  });
});

test('what a person typed stays: the whole server, and the user name', () => {
  const { fields, values } = form({ imapHost: 'my.own.test', imapPort: '1993', username: 'me' });
  fillServers(fields, FOUND, {});
  expect(all(values)).toMatchObject({
    imapHost: 'my.own.test',
    imapPort: '1993',
    username: 'me',
    smtpHost: 'smtp.found.test',
  });
});

test('another address replaces what was filled, and nothing found clears it', () => {
  const { fields, values } = form();
  const first = fillServers(fields, FOUND, {});
  values.smtpHost!.value = 'typed.test';
  const second = fillServers(fields, null, first);
  expect(all(values)).toMatchObject({ imapHost: '', username: '', smtpHost: 'typed.test', smtpPort: '465' });
  fillServers(fields, { ...FOUND, imap: { ...FOUND.imap!, host: 'other.test' } }, second);
  expect(all(values)).toMatchObject({ imapHost: 'other.test', smtpHost: 'typed.test' });
});
