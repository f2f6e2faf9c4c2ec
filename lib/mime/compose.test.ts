import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { cleanLine } from './clean-text';
import { asciiAddress, composeMessage, envelopeAddresses, type OutgoingMessage } from './compose';
import { parseMessage } from './parse-message';
import { attachmentsOf, findPart } from './structure';
import { type Original, isOwn, recipients, replyStart, replySubject, threading } from './reply-draft';

const ann = { name: 'Ann', address: 'ann@example.org' };
const ben = { name: 'Ben', address: 'ben@example.org' };
const cleo = { name: '', address: 'cleo@example.org' };
const list = { name: '', address: 'list@example.org' };
const message: OutgoingMessage = {
  from: ann,
  to: [ben],
  cc: [],
  subject: 'Grüße ✓',
  html: '<p>Hello <b>Ben</b></p>',
  text: '',
  inReplyTo: '<1@x>',
  references: ['<0@x>', '<1@x>'],
  messageId: '<2@x>',
  date: new Date(Date.UTC(2026, 0, 2)),
  files: [],
};
const original: Original = {
  from: [ben],
  replyTo: [],
  to: [ann, cleo],
  cc: [],
  subject: 'Plan',
  date: 0,
  messageId: '<1@x>',
  references: ['<0@x>'],
  html: null,
  text: 'one\n> two',
  listPost: null,
  followupTo: [],
};

describe('a composed message', () => {
  test('comes back as it was, with a text part, no Bcc and fixed identity', async () => {
    const files = [
      { name: 'Büro.txt', type: 'text/plain', contentId: null, open: () => Readable.from(['abc']) },
    ];
    const bytes = await buffer(composeMessage({ ...message, files }));
    const parsed = await simpleParser(bytes);
    expect(parsed).toMatchObject({
      subject: 'Grüße ✓',
      messageId: '<2@x>',
      inReplyTo: '<1@x>',
      references: ['<0@x>', '<1@x>'],
    });
    expect(parsed.text?.trim()).toBe('Hello Ben');
    expect(parsed.attachments[0]?.filename).toBe('Büro.txt');
    expect(parsed.attachments[0]?.content.toString()).toBe('abc');
    expect(bytes.toString()).not.toMatch(/^(bcc|x-mailer):/imu);
  });

  test('whatever is written, the octets are 7-bit, CRLF only, lines within 998', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 3000 }),
        fc.string({ unit: 'grapheme' }),
        async (text, subject) => {
          const bytes = await buffer(composeMessage({ ...message, html: null, text, subject }));
          const wire = bytes.toString('latin1');
          expect(bytes.every((octet) => octet < 128)).toBe(true);
          expect(wire.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
          expect(Math.max(...wire.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('the text flows, text files do not; 7-bit lines of 76 at most', async () => {
    const files = [
      { name: 'a.txt', type: 'text/plain', contentId: null, open: () => Readable.from(['abc']) },
    ];
    const text = `${'word '.repeat(40).trim()}\n> quoted`;
    for (const html of [null, '<p>word</p>']) {
      const wire = (await buffer(composeMessage({ ...message, html, text, files }))).toString();
      expect(wire.match(/^Content-Type: text\/plain.*$/gmu)).toEqual([
        'Content-Type: text/plain; charset=utf-8; format=flowed',
        'Content-Type: text/plain; name=a.txt',
      ]);
      expect(wire).toContain('word word \r\nword');
      expect((await simpleParser(wire)).text).toContain('> quoted');
    }
  });

  test('wishes go along as header fields, and not where there are none', async () => {
    const head = async (more: Partial<OutgoingMessage>) =>
      (await buffer(composeMessage({ ...message, ...more }))).toString().split('\r\n\r\n')[0]!;
    expect(await head({ requestReadReceipt: true, priority: 'high' })).toMatch(
      /^Disposition-Notification-To: ann@example\.org\r\n(?:.*\r\n)*X-Priority: 1/mu,
    );
    expect(await head({ priority: 'low' })).toContain('Importance: low');
    expect(await head({ priority: 'normal' })).not.toMatch(/importance|priority|disposition/iu);
  });

  test('Bcc stands only in a copy for the writer', async () => {
    expect((await buffer(composeMessage({ ...message, bcc: [cleo] }))).toString()).toMatch(/^Bcc: cleo@/mu);
  });

  test('pictures of the HTML go beside it, files after it, a forwarded message unencoded', async () => {
    const inner = 'Subject: Inside\r\n\r\nOld words\r\n';
    const files = [
      { name: 'a.png', type: 'image/png', contentId: 'a@x', open: () => Readable.from([Buffer.from('png')]) },
      { name: 'plan.eml', type: 'message/rfc822', contentId: null, open: () => Readable.from([inner]) },
      {
        name: 'c.pdf',
        type: 'application/pdf',
        contentId: null,
        open: () => Readable.from([Buffer.from('%PDF')]),
      },
    ];
    const parsed = await parseMessage(
      await buffer(composeMessage({ ...message, html: '<p>See <img src="cid:a@x"></p>', files })),
    );
    expect(parsed.problem).toBeNull();
    expect(attachmentsOf(parsed.structure!).map(({ name, type, inline }) => [name, type, inline])).toEqual([
      ['a.png', 'image/png', true],
      ['plan.eml', 'message/rfc822', false],
      ['c.pdf', 'application/pdf', false],
    ]);
    const forwarded = findPart(parsed.structure!, attachmentsOf(parsed.structure!)[1]!.part)!;
    expect(forwarded.encoding).toMatch(/^[78]bit$/u);
    expect(parsed.content(forwarded.part)?.toString().trim()).toBe(inner.trim());
  });

  test('whatever the names and words, they come back as they went', async () => {
    const words = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
      .map((text) => cleanLine(text));
    await fc.assert(
      fc.asyncProperty(words, words, words, async (subject, name, text) => {
        fc.pre(subject !== '' && name !== '' && !/["\\<>@,:;()[\]]/u.test(name));
        const sent = { ...message, subject, html: null, text, to: [{ name, address: 'b@bücher.example' }] };
        const parsed = await parseMessage(await buffer(composeMessage(sent)));
        expect(parsed.envelope.subject.replace(/\s+/gu, ' ')).toBe(subject.replace(/\s+/gu, ' '));
        expect(parsed.envelope.to[0]?.address).toBe('b@xn--bcher-kva.example');
        expect(parsed.text?.trimEnd()).toBe(text.trimEnd());
      }),
      { numRuns: 200 },
    );
  });

  test('a subject cannot bring a header of its own', async () => {
    const bytes = await buffer(composeMessage({ ...message, subject: 'x\r\nBcc: eve@example.org' }));
    expect(bytes.toString()).not.toMatch(/^bcc:/imu);
  });
});

test('envelopes hold each address once, international domains in ASCII', () => {
  expect(envelopeAddresses([ann, ben], [ben])).toEqual(['ann@example.org', 'ben@example.org']);
  expect(asciiAddress('ann@bücher.example')).toBe('ann@xn--bcher-kva.example');
});

describe('an answer', () => {
  test.each([
    ['reply', original, [ben], []],
    ['reply-all', original, [ben], [cleo]],
    ['reply', { ...original, replyTo: [cleo] }, [cleo], []],
    ['reply', { ...original, from: [ann] }, [ann, cleo], []],
    ['reply', { ...original, listPost: list.address, replyTo: [list] }, [ben], []],
    ['reply-all', { ...original, to: [list], listPost: list.address }, [ben], [list]],
    ['reply-all', { ...original, followupTo: [list] }, [list], []],
  ] as const)('%s case %# goes to the right people', (mode, to, expectedTo, expectedCc) => {
    expect(recipients(to as Original, mode, [ann])).toEqual({ to: expectedTo, cc: expectedCc });
  });

  test.each([
    ['by me', { from: [ann] }, true],
    ['by somebody else', {}, false],
    ['by me, to be answered elsewhere', { from: [ann], replyTo: [cleo] }, false],
    ['by somebody else, to be answered to me', { replyTo: [ann] }, true],
    ['by nobody', { from: [] }, false],
  ] as const)('goes on to those it went to when it is %s: %#', (_, patch, isMine) => {
    expect(isOwn({ ...original, ...patch } as Original, [ann])).toBe(isMine);
  });

  test('names what it answers, and keeps root and newest of a very long list', () => {
    expect(threading(original)).toEqual({ inReplyTo: '<1@x>', references: ['<0@x>', '<1@x>'] });
    const long = Array.from({ length: 500 }, (_, n) => `<r${n}@x>`);
    const { references } = threading({ messageId: '<1@x>', references: long });
    expect(references.length).toBeLessThanOrEqual(50);
    expect([references[0], references.at(-1)]).toEqual(['<r0@x>', '<1@x>']);
  });

  test.each([
    ['Plan', 'reply', 'Re: Plan'],
    ['RE: Plan', 'reply', 'RE: Plan'],
    ['AW: Plan', 'reply-all', 'AW: Plan'],
    ['回复：计划', 'reply', '回复：计划'],
    ['WG: Plan', 'forward', 'WG: Plan'],
    ['Plan', 'forward', 'Fwd: Plan'],
    ['Re: Plan', 'forward', 'Fwd: Re: Plan'],
  ] as const)('the subject of %j by %s is %j', (subject, mode, expected) => {
    expect(replySubject(subject, mode)).toBe(expected);
  });

  test('quotes the text', () => {
    expect(replyStart(original, 'reply', [ann]).text).toContain('> one\n>> two');
  });
});
