import fc from 'fast-check';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { decodeStream, decodeText } from './decode-part';
import { htmlPage, MAIL_HTML_CSP } from './html-page';
import { parseHeaders } from './parse-headers';
import { sanitizeHtml } from './sanitize-html';
import { snippetOf } from './snippet';
import { safeFileName } from './clean-text';

const blocked = (html: string) =>
  sanitizeHtml(html, {
    images: 'blocked',
    cidUrl: (id) => `/part/${id}`,
    proxyUrl: (url) => `/proxy?url=${encodeURIComponent(url)}`,
  });
const proxied = (html: string) =>
  sanitizeHtml(html, {
    images: 'proxied',
    cidUrl: () => null,
    proxyUrl: (url) => `/proxy?url=${encodeURIComponent(url)}`,
  });

describe('decoding', () => {
  test.each([
    [Buffer.from('Gr=C3=BC=C3=9Fe=\r\n!'), 'quoted-printable', 'utf-8', 'Grüße!'],
    [Buffer.from('R3LDvMOfZQ=='), 'base64', 'utf-8', 'Grüße'],
    [Buffer.from([0x47, 0xfc]), '8bit', 'iso-8859-1', 'Gü'],
    [Buffer.from([0x47, 0xfc]), '8bit', 'x-no-such-charset', 'Gü'],
    [Buffer.from('Grüße'), '8bit', undefined, 'Grüße'],
    [Buffer.from('a\0b'), '7bit', 'us-ascii', 'ab'],
  ])('%#: octets become text', (bytes, encoding, charset, text) => {
    expect(decodeText(bytes, encoding, charset)).toBe(text);
  });

  test('a stream in any chunks gives the same octets', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 500 }),
        fc.integer({ min: 1, max: 60 }),
        async (bytes, size) => {
          const encoded = Buffer.from(bytes)
            .toString('base64')
            .replace(/(.{76})/gu, '$1\r\n');
          const chunks = encoded.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
          const decoded = await buffer(
            Readable.from(chunks.map((c) => Buffer.from(c))).pipe(decodeStream('base64')),
          );
          expect(decoded.equals(Buffer.from(bytes))).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('header words are decoded, folded lines joined, control characters gone', () => {
  const fields = parseHeaders(
    Buffer.from('Subject: =?utf-8?q?Gr=C3=BC?=\r\n =?utf-8?b?w59l?=\r\nbad line\r\nX-A: b\0c\r\n'),
  );
  expect(fields).toEqual([
    { name: 'Subject', value: 'Grüße' },
    { name: 'X-A', value: 'bc' },
  ]);
});

describe('sanitizing', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<svg><script>alert(1)</script></svg>',
    '<iframe src="https://x"></iframe>',
    '<object data="x"></object><embed src="x">',
    '<form action="https://x"><input name=a><button>go</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://x"><base href="https://x"><link rel=stylesheet href="https://x">',
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<div style="position:fixed;top:0">x</div>',
    '<style>@import "https://x"</style>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  ])('%s leaves nothing that acts', (html) => {
    expect(blocked(html).html).not.toMatch(
      /<script|javascript:|onerror|<svg|<iframe|<object|<embed|<form|<input|<meta|<base|<link|<style|position|@import/iu,
    );
  });

  test('remote images are left out until asked for, then only through the proxy', () => {
    const html =
      '<img src="https://t.example/a.png" alt="A"><td background="//t.example/b.png">x</td><p style="background-image:url(https://t.example/c.png)">y</p>';
    expect(blocked(html).hasRemoteContent).toBe(true);
    expect(blocked(html).html).not.toContain('t.example');
    expect(proxied(html).html).toContain('/proxy?url=https%3A%2F%2Ft.example%2Fa.png');
    expect(proxied(html).html).not.toMatch(/["(]https:\/\/t\.example/u);
  });

  test('attached images come from the message', () => {
    expect(blocked('<img src="cid:logo@x">').html).toContain('/part/logo@x');
    expect(blocked('<img src="cid:logo@x">').hasRemoteContent).toBe(false);
  });

  test('links open outside, without a trace', () => {
    expect(blocked('<a href="https://x.example/">x</a>').html).toContain(
      'target="_blank" rel="noopener noreferrer"',
    );
  });

  test('never throws, and never lets a handler through', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '<img ',
      'src=',
      'onload=',
      'x',
      '<a href=',
      '<!--',
      '-->',
      '<svg',
      '<p ',
      'style=',
      'url(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(blocked(pieces.join('')).html).not.toMatch(/<[^>]+\son\w+=/iu);
      }),
    );
  });

  test('20,000 levels deep is flattened in time', () => {
    expect(blocked(`${'<div>'.repeat(20_000)}deep`).html.length).toBeLessThan(200_000);
  });
});

test('the page of a message can run nothing', () => {
  expect(MAIL_HTML_CSP).toContain("default-src 'none'");
  expect(MAIL_HTML_CSP).not.toContain('allow-scripts');
  expect(htmlPage('<p>Hi</p><div class="gmail_quote">old</div>', { dark: false })).toContain('<details');
});

test('a snippet has what the sender wrote', () => {
  expect(
    snippetOf('\u200b\u00ad\n> quoted\nOn Monday, Ann wrote:\nHello  Ben,\nhttps://x.y/z\nsee you\n--\nAnn'),
  ).toBe('Hello Ben, see you');
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['..\\evil.exe', 'evil.exe'],
  ['a\u202egpj.exe', 'agpj.exe'],
  ['a\r\nb.txt', 'a b.txt'],
  ['..', 'part-1.txt'],
  [null, 'part-1.txt'],
])('the file name %j is offered as %j', (name, safe) => {
  expect(safeFileName(name, 'text/plain', '1')).toBe(safe);
});
