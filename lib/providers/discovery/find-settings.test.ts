import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { domainOf, toHostName } from '@/lib/contract/mail-domain';
import { type SmallWorld, startSmallWorld } from '../testing/small-world';
import { findSettings } from './find-settings';
import { readClientConfig } from './read-client-config';

const fixture = (name: string) => readFileSync(`testdata/autoconfig/${name}.xml`, 'utf8');
const WHOLE = fixture('whole');
const question = { address: 'ann@found.test', domain: 'found.test' };
const read = (source: string) => readClientConfig(source, question, 'ispdb');

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function find(address: string, given: SmallWorld, wholeMs?: number) {
  const small = await startSmallWorld(given);
  ends.push(small.close);
  return { ...small, found: await findSettings(address, small.world, wholeMs) };
}

const tls = (host: string, port: number) => ({ host, port, security: 'tls' });
const starttls = (host: string, port: number) => ({ host, port, security: 'starttls' });

describe('a configuration document', () => {
  test('gives the encrypted servers, implicit TLS first, placeholders filled in', () => {
    expect(read(WHOLE)).toEqual({
      source: 'ispdb',
      name: 'Found & Co. Mail',
      username: 'ann',
      imap: tls('imap.found.test', 993),
      pop3: tls('pop.found.test', 995),
      smtp: starttls('smtp.found.test', 587),
    });
  });

  test('without any encrypted server gives nothing', () => {
    expect(read(fixture('only-plain'))).toBeNull();
  });

  test('with hostile servers gives none of them', () => {
    expect(read(fixture('hostile'))).toMatchObject({
      name: 'A B',
      imap: null,
      pop3: tls('good.hostile.test', 995),
      smtp: null,
    });
  });

  test.each(['<html><body>Welcome</body></html>', '<clientConfig/>', 'not xml', '{}', ''])(
    '%j is no such document',
    (source) => {
      expect(() => read(source)).toThrow();
    },
  );
});

describe('the servers of an address', () => {
  const SRV = {
    '_imaps._tcp.found.test': [
      { name: 'second.found.test', port: 993, priority: 10, weight: 0 },
      { name: 'light.found.test', port: 993, priority: 0, weight: 1 },
      { name: 'Mail.found.test', port: 1993, priority: 0, weight: 5 },
    ],
    '_imap._tcp.found.test': [{ name: 'mail.found.test', port: 143, priority: 0, weight: 1 }],
    '_submission._tcp.found.test': [{ name: 'out.found.test', port: 587, priority: 0, weight: 1 }],
    '_submissions._tcp.found.test': [{ name: '', port: 0, priority: 0, weight: 0 }],
  };

  test('the domain itself is believed first, and learns the address; the database learns the domain only', async () => {
    const { found, asked } = await find('ann@found.test', {
      pages: {
        'autoconfig.found.test/mail/config-v1.1.xml': WHOLE,
        'ispdb.test/found.test': WHOLE.replaceAll('imap.found', 'other.found'),
      },
      srv: SRV,
    });
    expect(found).toMatchObject({ source: 'autoconfig', imap: tls('imap.found.test', 993), isSure: true });
    expect(asked).toContain('autoconfig.found.test/mail/config-v1.1.xml?emailaddress=ann%40found.test');
    expect(asked.filter((url) => url.startsWith('ispdb')).join()).not.toContain('ann');
  });

  test('.well-known counts where autoconfig.DOMAIN has nothing, or only a page for people', async () => {
    const { found } = await find('ann@found.test', {
      pages: {
        'autoconfig.found.test/mail/config-v1.1.xml': '<html><body>Parking</body></html>',
        'found.test/.well-known/autoconfig/mail/config-v1.1.xml': WHOLE,
      },
    });
    expect(found).toMatchObject({ source: 'autoconfig', username: 'ann' });
  });

  test('the database, then SRV with priority and weight', async () => {
    const ispdb = await find('ann@found.test', { pages: { 'ispdb.test/found.test': WHOLE }, srv: SRV });
    expect(ispdb.found).toMatchObject({ source: 'ispdb', isSure: true });
    const srv = await find('ann@found.test', { srv: SRV });
    expect(srv.found).toMatchObject({
      source: 'srv',
      username: 'ann@found.test',
      imap: tls('mail.found.test', 1993),
      pop3: null,
      smtp: starttls('out.found.test', 587),
      isSure: true,
    });
  });

  test('a database that is switched off is not asked', async () => {
    const { found, asked } = await find('ann@found.test', {
      pages: { 'ispdb.test/found.test': WHOLE },
      srv: SRV,
      ispdb: null,
    });
    expect(found?.source).toBe('srv');
    expect(asked.join()).not.toContain('ispdb');
  });

  test('SRV records that point elsewhere are shown before they are used', async () => {
    const { found } = await find('ann@found.test', {
      srv: {
        '_imaps._tcp.found.test': [{ name: 'imap.evil.test', port: 993, priority: 0, weight: 0 }],
        '_submissions._tcp.found.test': [{ name: 'smtp.found.test', port: 465, priority: 0, weight: 0 }],
      },
    });
    expect(found).toMatchObject({ imap: tls('imap.evil.test', 993), isSure: false });
  });

  test('who takes the mail is a guess: the provider is asked without the address', async () => {
    const { found, asked } = await find('ann@found.test', {
      mx: { 'found.test': ['mx1.mail.provider.test'] },
      pages: { 'ispdb.test/provider.test': WHOLE },
    });
    expect(found).toMatchObject({ source: 'mx', username: 'ann', isSure: false });
    expect(asked.filter((url) => url.includes('provider')).join()).not.toMatch(/ann|found/u);
  });

  test('the usual ports are tried when nobody told: the protocol must be the right one', async () => {
    const { found } = await find('ann@found.test', {
      doors: {
        'imap.found.test:993': '+OK pop here',
        'mail.found.test:993': '* OK imap here',
        'imap.found.test:143': '* OK imap here',
        'smtp.found.test:465': 'HTTP/1.1 400 Bad Request',
        'found.test:587': '220 smtp here',
        'pop.found.test:995': '',
      },
    });
    expect(found).toMatchObject({
      source: 'probe',
      imap: tls('mail.found.test', 993),
      pop3: null,
      smtp: starttls('found.test', 587),
      isSure: true,
    });
  });

  test('no port is knocked at where a better answer was there', async () => {
    const { knocked } = await find('ann@found.test', { pages: { 'ispdb.test/found.test': WHOLE } });
    expect(knocked).toEqual([]);
  });

  test('a server that nobody named comes from the next source, which makes it no surer', async () => {
    const { found } = await find('ann@found.test', {
      srv: { '_imaps._tcp.found.test': [{ name: 'imap.found.test', port: 993, priority: 0, weight: 0 }] },
      doors: { 'smtp.found.test:587': '220 smtp here' },
    });
    expect(found).toMatchObject({
      source: 'srv',
      imap: tls('imap.found.test', 993),
      smtp: starttls('smtp.found.test', 587),
      isSure: true,
    });
  });

  test('nothing anywhere is null; a site that stalls does not hold up the answer', async () => {
    expect((await find('ann@found.test', {})).found).toBeNull();
    // The stalled page never answers: that there is an answer shows that nobody waited for it.
    const { found } = await find(
      'ann@found.test',
      {
        pages: { 'autoconfig.found.test/mail/config-v1.1.xml': 'STALL', 'ispdb.test/found.test': WHOLE },
      },
      3000,
    );
    expect(found?.source).toBe('ispdb');
  });

  test('a domain of another script is asked for in A-labels, and the user name stays as it is written', async () => {
    const { found, asked } = await find('jörg@müller.test', {
      srv: {
        '_imaps._tcp.xn--mller-kva.test': [
          { name: 'imap.xn--mller-kva.test', port: 993, priority: 0, weight: 0 },
        ],
        '_submissions._tcp.xn--mller-kva.test': [
          { name: 'smtp.xn--mller-kva.test', port: 465, priority: 0, weight: 0 },
        ],
      },
    });
    expect(found).toMatchObject({
      username: 'jörg@müller.test',
      imap: tls('imap.xn--mller-kva.test', 993),
      isSure: true,
    });
    expect(asked).toContain('ispdb.test/xn--mller-kva.test');
  });

  test.each([
    'ann',
    'ann@',
    '@found.test',
    'ann@found',
    'ann@found.test/x',
    'ann@[127.0.0.1]',
    'ann@127.0.0.1',
    '',
  ])('%j has no servers, and nobody is asked', async (address) => {
    const { found, asked, dns } = await find(address, {});
    expect(found).toBeNull();
    expect([...asked, ...dns]).toEqual([]);
  });
});

test.each([
  ['Mail.Example.ORG.', 'mail.example.org'],
  [' mail.example.org ', 'mail.example.org'],
  ['localhost', 'localhost'],
  ['почта.рф', 'xn--80a1acny.xn--p1ai'],
  ['mail.example.org:993', null],
  ['https://mail.example.org', null],
  ['127.0.0.1', null],
  ['0x7f.1', null],
  ['[::1]', null],
  ['a b.example', null],
  ['-a.example', null],
  ['a..example', null],
  [`${'a'.repeat(64)}.example`, null],
])('host name %j -> %j', (text, expected) => {
  expect(toHostName(text)).toBe(expected);
});

test('an @ in the local part does not fool the domain', () => {
  expect(domainOf('"a@evil.test"@found.test')).toBe('found.test');
});
