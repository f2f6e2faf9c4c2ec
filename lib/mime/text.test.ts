// Texts as they come: charsets, encoded words, file names, snippets, flowed lines, HTML as text.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeFileName } from './clean-text';
import { decodeStream, decodeText } from './decode-part';
import { decodeWords, parseParameters } from './encoded-words';
import { unflow } from './flowed';
import { htmlToText } from './html-to-text';
import { limitHtml } from './limit-html';
import { dateOf, messageIds, parseAddresses, parseHeaders } from './parse-headers';
import { snippetOf } from './snippet';

describe('charsets', () => {
  test.each([
    ['utf-7', Buffer.from('Gr+APwA3w-e'), 'Grüße'],
    ['iso-8859-1', Buffer.from([0x80]), '€'],
    ['gb2312', Buffer.from([0xc4, 0xe3]), '你'],
    ['ks_c_5601-1987', Buffer.from([0xc7, 0xd1]), '한'],
    ['koi8-r', Buffer.from([0xf0]), 'П'],
    ['cp850', Buffer.from([0x81]), 'ü'],
    ['utf-8', Buffer.from([0x47, 0xfc, 0xdf, 0xe9]), 'Güßé'],
    ['utf-16', Buffer.from([0xff, 0xfe, 0x41, 0]), 'A'],
    ['base64', Buffer.from('QQ=='), 'QQ=='],
    [undefined, Buffer.from('<meta charset="koi8-r">\u00f0', 'latin1'), '<meta charset="koi8-r">П'],
  ])('%s', (charset, bytes, text) => {
    expect(decodeText(bytes, '8bit', charset)).toBe(text);
  });

  test('a cut last character of UTF-8 does not spoil the rest', () => {
    const bytes = Buffer.from(`${'Grüße '.repeat(40)}ü`);
    expect(decodeText(bytes.subarray(0, -1), '8bit', 'utf-8')).toContain('Grüße');
  });

  test('never throws', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom('utf-8', 'utf-7', 'iso-2022-kr', 'hz-gb-2312', 'hex', 'x'),
    );
    const encodings = fc.constantFrom('base64', 'quoted-printable', 'x-uuencode', '7bit', 'nonsense', '');
    fc.assert(
      fc.property(fc.uint8Array(), encodings, names, (bytes, encoding, charset) => {
        expect(typeof decodeText(Buffer.from(bytes), encoding, charset)).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});

describe('transfer encodings', () => {
  const encoders: Record<string, (bytes: Buffer) => string> = {
    base64: (bytes) => bytes.toString('base64').replace(/.{76}/gu, '$&\r\n'),
    'quoted-printable': (bytes) =>
      [...bytes]
        .map((octet, at) => `=${octet.toString(16).padStart(2, '0')}${at % 25 === 24 ? '=\r\n' : ''}`)
        .join(''),
  };
  test.each(Object.keys(encoders))('%s in any pieces gives the same octets', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 500 }),
        fc.integer({ min: 1, max: 60 }),
        async (octets, size) => {
          const encoded = encoders[encoding]!(Buffer.from(octets));
          const pieces = encoded.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
          const stream = Readable.from(pieces.map((piece) => Buffer.from(piece))).pipe(
            decodeStream(encoding),
          );
          expect((await buffer(stream)).equals(Buffer.from(octets))).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([
    ['Gr=C3=BC=C3=9Fe=\r\n!', 'quoted-printable', 'Grüße!'],
    ['a=20 \r\nb =\r\nc=XY=', 'quoted-printable', 'a \r\nb c=XY'],
    ['a \t\r\nb\t\nc  d ', 'quoted-printable', 'a\r\nb\nc  d '],
    ['1 =\t \n= 2 ==41 =4 =c3=bC= ', 'quoted-printable', '1 = 2 =A =4 ü'],
    ['R3LDvMOfZQ==', 'base64', 'Grüße'],
    ['YQ==\r\nYg==', 'base64', 'ab'],
    ['Y Q*', 'base64', 'a'],
    ['as it is', 'x-unknown', 'as it is'],
  ])('%j by %s', (encoded, encoding, text) => {
    expect(decodeText(Buffer.from(encoded), encoding, 'utf-8')).toBe(text);
  });
});

test('uuencoded text', () => {
  const bytes = Buffer.from('begin 644 cat.txt\n#0V%T\n`\nend\n');
  expect(decodeText(bytes, 'x-uuencode', 'us-ascii')).toBe('Cat');
});

describe('encoded words', () => {
  test.each([
    ['=?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['a =?utf-8?b?w7w=?= =?utf-8?b?w58=?= b', 'a üß b'],
    ['=?utf-8?b?5Lya?= =?utf-8?b?6K2w?=', '会議'],
    ['=?utf-8?q?split=E4=BC?= =?utf-8?q?=9A?=', 'split会'],
    ['=?iso-8859-1*de?q?=FC?=', 'ü'],
    ['=?utf-8?q?no_end', '=?utf-8?q?no_end'],
    ['=?x-none?q?=41?=', 'A'],
    ['plain', 'plain'],
  ])('%s', (raw, text) => {
    expect(decodeWords(raw)).toBe(text);
  });

  test('a hostile header of half words takes no time', () => {
    const raw = '=?utf-8?q?'.repeat(20_000);
    expect(decodeWords(raw).length).toBeGreaterThan(0);
  });
});

test('parameters: quoted, continued, encoded, with comments', () => {
  expect(
    parseParameters(
      `Text/HTML (hi; x=y); charset="utf-8"; name*0*=utf-8''a%C3; name*1*=%BC; name*2="b\\"c"; x*=%41`,
    ),
  ).toEqual({ value: 'text/html', parameters: { charset: 'utf-8', name: 'aüb"c', x: 'A' } });
});

test.each([
  ['Tue, 3 Mar 2026 10:00:00 +0100', Date.UTC(2026, 2, 3, 9)],
  ['Tue, 3 Mar 2026 10:00:00 +0100 (CET)', Date.UTC(2026, 2, 3, 9)],
  ['3 Mar 26 10:00:00 GMT', Date.UTC(2026, 2, 3, 10)],
  ['Sat, 1 Jan 0000 00:00:00 +0000', null],
  ['1 Jan 99999 00:00:00 +0000', null],
  ['yesterday', null],
  ['', null],
  [null, null],
])('the date %j', (value, at) => {
  expect(dateOf(value)).toBe(at);
});

test('addresses: names with commas, groups, encoded names, rubbish', () => {
  expect(
    parseAddresses('"Miller, Ann" <ann@x.org>, =?utf-8?q?Zo=C3=AB=2C_Dr?= <zoe@x.org>, g: a@x, b@x;'),
  ).toEqual([
    { name: 'Miller, Ann', address: 'ann@x.org' },
    { name: 'Zoë, Dr', address: 'zoe@x.org' },
    { name: '', address: 'a@x' },
    { name: '', address: 'b@x' },
  ]);
  expect(parseAddresses('')).toEqual([]);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parseAddresses(text))));
});

test('message ids without rubbish', () => {
  expect(messageIds(' <a@x>\t<b@x> nonsense <> <c d@x>')).toEqual(['<a@x>', '<b@x>']);
  expect(messageIds(null)).toEqual([]);
});

test('a header of 100,000 fields is bounded', () => {
  expect(parseHeaders(Buffer.from('X: y\r\n'.repeat(100_000))).length).toBeLessThanOrEqual(2000);
});

describe('snippets', () => {
  test.each([
    ['\u200b\u00ad\u034f\u2007 Hello', 'Hello'],
    ['> old\nNew words\n-- \nAnn', 'New words'],
    ['Am 3. März 2026 schrieb Ben:\nJa.', 'Ja.'],
    ['See [https://x.example/a?b=c] and <https://y.example> now', 'See and now'],
    ['👨‍👩‍👧 family', '👨‍👩‍👧 family'],
    ['-----------\nText', 'Text'],
    ['[image: logo]\nText', 'Text'],
    ['Hi <cid:image001.png@01D9>  there\u00a0\tAnn', 'Hi there Ann'],
    ['Ann wrote to Ben\nDear all', 'Ann wrote to Ben Dear all'],
    ['', ''],
    ['>\n> only quotes', ''],
  ])('%j', (text, snippet) => {
    expect(snippetOf(text)).toBe(snippet);
  });

  test('are at most 140 characters and never end in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 100, maxLength: 400 }), (text) => {
        const snippet = snippetOf(text);
        expect(snippet.length).toBeLessThanOrEqual(140);
        expect(snippet).not.toMatch(/[\ud800-\udbff](?:…|$)/u);
      }),
    );
  });
});

describe('file names', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\report.pdf', 'report.pdf'],
    ['a\u202efdp.exe', 'afdp.exe'],
    ['.hidden', 'hidden'],
    ['a:b?.txt', 'a_b_.txt'],
    ['line\r\nbreak\0.txt', 'line break .txt'],
    ['..', 'part-2.png'],
    [null, 'part-2.png'],
  ])('%j is offered as %j', (name, safe) => {
    expect(safeFileName(name, 'image/png', '2')).toBe(safe);
  });

  test('long ones keep their extension', () => {
    const name = safeFileName(`${'x'.repeat(5000)}.pdf`, 'application/pdf', '1');
    expect(name.length).toBeLessThanOrEqual(150);
    expect(name).toMatch(/\.pdf$/u);
  });

  test('never hold a separator or a control', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeFileName(name, 'text/plain', '1');
        expect(safe).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(safe).not.toMatch(/^\.|^$/u);
      }),
    );
  });
});

test('flowed lines are joined, also where no space belongs', () => {
  expect(unflow('one \ntwo\nthree', false)).toBe('one two\nthree');
  expect(unflow('日本 \n語', true)).toBe('日本語');
  expect(unflow('> a \n>b\n c', false)).toBe('> a b\nc');
  expect(unflow('-- \nAnn', false)).toBe('-- \nAnn');
});

describe('HTML as text', () => {
  test('keeps paragraphs and lists, drops styles, scripts and titles', () => {
    const text = htmlToText(
      '<html><head><title>T</title><style>p{}</style></head><body><p>One</p><p>Two<br>lines</p><ul><li>a<li>b</ul><script>x()</script></body></html>',
    );
    expect(text).toContain('One\n\nTwo\nlines');
    expect(text).toMatch(/\* a\n\s*\* b/u);
    expect(text).not.toMatch(/x\(\)|p\{|T\b.*One/u);
  });

  test('keeps the addresses of links only where people read them', () => {
    const html = '<a href="https://x.example/a">here</a>';
    expect(htmlToText(html)).toBe('here');
    expect(htmlToText(html, { links: true })).toBe('here [https://x.example/a]');
  });

  test('also without a body, and after it', () => {
    expect(htmlToText('<b>Hi</b>')).toBe('Hi');
    expect(htmlToText('<body>a</body>b')).toContain('b');
  });

  test('never throws, and 20,000 levels are no trouble', () => {
    expect(htmlToText(`${'<div>'.repeat(20_000)}deep`)).toBe('deep');
    fc.assert(fc.property(fc.string(), (html) => typeof htmlToText(html) === 'string'));
  });
});

test('HTML is bounded in length and depth, and its text stays', () => {
  const deep = limitHtml(`${'<b>'.repeat(1000)}text${'</b>'.repeat(1000)}`);
  expect(deep.split('<b>').length - 1).toBe(200);
  expect(deep).toContain('text');
  expect(limitHtml('x'.repeat(3_000_000)).length).toBeLessThan(2_100_000);
  expect(limitHtml('<p>a<p>b<br><!-- <b> --></p>')).toBe('<p>a<p>b<br><!-- <b> --></p>');
});
