import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ParsedMessage, parseMessage } from './parse-message';
import { allParts, attachmentsOf, readableParts } from './structure';

const folder = join(import.meta.dirname, '../../testdata');
const parse = (name: string) => parseMessage(readFileSync(join(folder, name)));
const numbers = (message: ParsedMessage) =>
  allParts(message.structure!).map(({ part, type }) => `${part} ${type}`);
const names = (message: ParsedMessage) => attachmentsOf(message.structure!).map(({ name }) => name);

test.each(readdirSync(folder).filter((name) => name.endsWith('.eml')))(
  '%s opens, whole, in any chunks',
  async (name) => {
    const raw = readFileSync(join(folder, name));
    const whole = await parseMessage(raw);
    const chunks = Array.from({ length: Math.ceil(raw.length / 7) }, (_, n) =>
      raw.subarray(n * 7, n * 7 + 7),
    );
    const pieces = await parseMessage(Readable.from(chunks));
    expect({ ...pieces, content: null }).toEqual({ ...whole, content: null });
    expect(whole.envelope.subject).not.toMatch(/[\p{Cc}]/u);
  },
);

describe('what can be read of', () => {
  test('a message without headers is its text', async () => {
    const message = await parse('no-headers.eml');
    expect(message.headers).toEqual([]);
    expect(message.text).toContain('begins with its text');
  });

  test('a message without text is its headers', async () => {
    const message = await parse('headers-only.eml');
    expect(message.envelope).toMatchObject({
      subject: 'Nothing below',
      messageId: '<headers-only@example.org>',
    });
    expect(message.text ?? '').toBe('');
  });

  test('a multipart that never ends is all its parts', async () => {
    const message = await parse('unclosed-multipart.eml');
    expect(numbers(message)).toEqual(['1.1 text/plain', '1.2 text/html', '2 application/pdf']);
    expect(message.html).toContain('<b>text</b>');
    expect(message.content('2')?.toString()).toBe('%PDF-1.4\n');
  });

  test('a multipart without boundary is its headers, and a hint at the source', async () => {
    const message = await parse('no-boundary.eml');
    expect(message.envelope.subject).toBe('No boundary');
    expect(message.problem).toContain('source');
  });

  test('NUL octets is the rest', async () => {
    const message = await parse('nul-octets.eml');
    expect(message.envelope.subject).not.toContain('\0');
    expect(message.text).toContain('beforeafter');
  });

  test('an unknown charset is a good guess', async () => {
    const message = await parse('unknown-charset.eml');
    expect(message.envelope.subject).toBe('Grüße');
    expect(message.text).toContain('Grüße aus Köln');
  });

  test('a date in year 0 is everything but the date', async () => {
    const message = await parse('year-zero.eml');
    expect(message.envelope).toMatchObject({ subject: 'Long ago', date: null });
  });

  test('raw octets in a header is names with their umlauts, groups opened, commas kept', async () => {
    const { envelope } = await parse('raw-octets-in-header.eml');
    expect(envelope.subject).toBe('Grüße');
    expect(envelope.from).toEqual([{ name: 'Jürgen', address: 'j@example.org' }]);
    expect(envelope.to).toEqual([
      { name: 'Müller, Eva', address: 'eva@example.org' },
      { name: 'Zoë, Dr.', address: 'zoe@example.org' },
      { name: '', address: 'a@example.org' },
      { name: '', address: 'b@example.org' },
    ]);
  });

  test('torn base64 is what was not torn', async () => {
    expect((await parse('broken-base64.eml')).text).toContain('Hello');
  });

  test('Japanese is Japanese', async () => {
    const message = await parse('japanese.eml');
    expect(message.envelope.subject).toBe('会議');
    expect(message.text).toContain('会議は十時です。');
  });

  test('format=flowed is whole paragraphs', async () => {
    expect((await parse('flowed.eml')).text).toContain(
      'This is one long line.\n> A quoted line.\n>> Deeper.\n-- ',
    );
  });

  test('headers that come twice: one subject, one author, all recipients', async () => {
    const { envelope } = await parse('twice.eml');
    expect(envelope.subject).toBe('First');
    expect(envelope.to.map(({ address }) => address)).toEqual(['a@example.org', 'b@example.org']);
    expect(envelope.references).toEqual(['<1@x>', '<2@x>', '<3@x>']);
  });
});

describe('parts', () => {
  test('an attached message is one attachment', async () => {
    const message = await parse('attached-message.eml');
    expect(numbers(message)).toEqual(['1 text/plain', '2 message/rfc822']);
    expect(names(message)).toEqual(['Plan.eml']);
    expect(message.content('2')?.toString()).toContain('<p>Inside.</p>');
    expect(message.text).not.toContain('Inside');
  });

  test('names of files lose their folders and tricks', async () => {
    expect(names(await parse('hostile-names.eml'))).toEqual([
      'passwd',
      'invoicefdp.exe',
      '会議資料.png',
      'Grüße.txt',
    ]);
  });

  test('text, picture, text: both texts are shown, the picture is offered', async () => {
    const message = await parse('text-picture-text.eml');
    const { text, more } = readableParts(message.structure!);
    expect([text?.part, ...more.map(({ part }) => part)]).toEqual(['1', '3']);
    expect(names(message)).toEqual(['beach.png']);
  });

  test('a newsletter: one HTML, its picture by cid, its file', async () => {
    const message = await parse('newsletter.eml');
    expect(message.envelope.subject).toBe('Frühling 🌷');
    expect(readableParts(message.structure!)).toMatchObject({
      html: { part: '1.1.2' },
      text: { part: '1.1.1' },
      more: [],
    });
    expect(attachmentsOf(message.structure!).map(({ name, inline }) => [name, inline])).toEqual([
      ['flower.png', true],
      ['prices.pdf', false],
    ]);
  });

  test('an invitation can be downloaded, its AMP rendering is not listed', async () => {
    const message = await parse('invitation.eml');
    expect(readableParts(message.structure!).calendar?.part).toBe('4');
    expect(names(message)).toEqual(['invitation.ics']);
  });

  test('a bounce shows its words and offers its report', async () => {
    const message = await parse('bounce.eml');
    expect(message.text).toContain('could not be delivered');
    expect(names(message)).toEqual(['message.txt', 'part-3.txt']);
  });
});

describe('bounds', () => {
  const head = 'From: ann@example.org\r\nSubject: Big\r\n';

  test('10,000 recipients are read in time', async () => {
    const to = Array.from({ length: 10_000 }, (_, n) => `"Person ${n}" <p${n}@example.org>`).join(',\r\n ');
    const { envelope, problem } = await parseMessage(Buffer.from(`${head}To: ${to}\r\n\r\nHello\r\n`));
    expect(envelope.to.length).toBe(10_000);
    expect(problem).toBeNull();
  });

  test('a 3 MB header field does not stop the rest from being shown', async () => {
    const message = await parseMessage(
      Buffer.from(`${head}X-Junk: ${'x'.repeat(3_000_000)}\r\n\r\nHello\r\n`),
    );
    expect(message.envelope.subject).toBe('Big');
    expect(message.problem).toContain('source');
  });

  test('2,000 nested multiparts give headers and say what is wrong', async () => {
    const open = Array.from(
      { length: 2000 },
      (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
    ).join('');
    const message = await parseMessage(Buffer.from(`${head}${open}Content-Type: text/plain\r\n\r\nDeep\r\n`));
    expect(message.envelope.subject).toBe('Big');
    expect(message.problem).not.toBeNull();
  });

  test('more octets than allowed are cut, and it says so', async () => {
    const message = await parseMessage(Buffer.from(`${head}\r\n${'line\r\n'.repeat(10_000)}`), {
      maxOctets: 5000,
    });
    expect(message.text).toContain('line');
    expect(message.problem).toContain('too large');
  });

  test('a source that stalls is given up at the signal', async () => {
    const stalled = new Readable({ read: () => {} });
    stalled.push(`${head}\r\nHel`);
    const abort = new AbortController();
    const waiting = parseMessage(stalled, { signal: abort.signal });
    setImmediate(() => abort.abort());
    expect(await waiting).toMatchObject({
      envelope: { subject: 'Big' },
      problem: expect.stringContaining('too long'),
    });
  });

  test('a 30 MB attachment comes out as it went in', async () => {
    const file = Buffer.alloc(30 * 1024 * 1024, 'abcdefg');
    const body = file.toString('base64').replace(/.{76}/gu, '$&\r\n');
    const message = await parseMessage(
      Buffer.from(
        `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee file.\r\n--b\r\nContent-Type: application/x-big\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}\r\n--b--\r\n`,
      ),
    );
    expect(message.content('2')?.equals(file)).toBe(true);
    expect(message.problem).toBeNull();
  }, 30_000);

  test('whatever the octets are, nothing is thrown', async () => {
    const line = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html; charset=utf-7',
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: base64',
      "Content-Disposition: attachment; filename*0*=x''%",
      '--b',
      '--b--',
      '',
      ' folded',
      '=?utf-8?q?=',
      '\0',
      'x'.repeat(2000),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        const message = await parseMessage(Buffer.from(lines.join('\r\n')));
        expect(message.structure === null).toBe(message.structure === null && message.problem !== null);
      }),
      { numRuns: 200 },
    );
  });
});
