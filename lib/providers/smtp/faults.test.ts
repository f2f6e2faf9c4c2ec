// A server that answers anything at any point: what it comes to, and that nothing is handed over that should not be.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { isAppError } from '@/lib/errors';
import { composeMessage } from '@/lib/mime/compose';
import { OctetScan } from '@/lib/mime/octet-scan';
import { type SmtpScript, startScriptedSmtp } from '../testing/scripted-smtp';
import { deliver } from './deliver';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function scripted(script: SmtpScript = {}) {
  const server = await startScriptedSmtp(script);
  ends.push(server.close);
  return server;
}

const RAW = Buffer.from('Subject: x\r\n\r\none\r\ntwo\r\nthree\r\n');
const mail = (raw = RAW) => ({
  from: 'ann@lab.test',
  to: ['ben@lab.test'],
  size: raw.length,
  eightBit: false,
  requireTls: false,
  notices: null,
  open: () => Readable.from([raw], { objectMode: false }),
});
const TIMEOUTS = { connectMs: 150, envelopeMs: 400, silenceMs: 400 };

/** 'accepted', 'unclear', 'temporary' or 'refused', whether it came as an answer or as an error. */
async function outcomeOf(script: SmtpScript) {
  const server = await scripted(script);
  const result = await deliver(server.login, mail(), TIMEOUTS).then(
    (outcome) => outcome.result,
    (error: unknown) => {
      if (!isAppError(error)) throw error;
      return error.temporary ? 'temporary' : 'refused';
    },
  );
  return { result, server };
}

const STEPS: Record<string, (answer: string) => SmtpScript> = {
  connect: (greeting) => ({ greeting }),
  EHLO: (ehloAnswer) => ({ ehloAnswer }),
  AUTH: (auth) => ({ auth }),
  MAIL: (answer) => ({ mail: answer }),
  RCPT: (answer) => ({ rcpt: () => answer }),
  DATA: (data) => ({ data }),
};
const ANSWERS: [string, string][] = [
  ['421 4.3.2 closing', 'temporary'],
  ['450 4.7.1 slow down', 'temporary'],
  ['451-4.3.0 first line\r\n451 4.3.0 last line', 'temporary'],
  ['550 5.7.1 never', 'refused'],
  ['554 no', 'refused'],
  ['CUT', 'temporary'],
  ['', 'temporary'],
  ['250-without end\r\n250-without end', 'temporary'],
  ['nonsense', 'temporary'],
];
/** An EHLO that is refused is followed by HELO (RFC 5321 4.1.1.1), which our server takes. */
const isTaken = (step: string, answer: string) => step === 'EHLO' && /^(4[^2]|5|n)/u.test(answer);
const cases = Object.keys(STEPS).flatMap((step) =>
  ANSWERS.filter(([answer]) => !isTaken(step, answer)).map(
    ([answer, result]) => [step, answer, result] as const,
  ),
);

test.each(cases)('%s answered with %j is %s', async (step, answer, expected) => {
  const { result, server } = await outcomeOf(STEPS[step]!(answer));
  // What no server says may be taken as its fault for now or for good, never as success.
  if (answer === 'nonsense') expect(['temporary', 'refused']).toContain(result);
  else expect(result).toBe(expected);
  expect(server.messages).toEqual([]);
});

test('a server that knows no EHLO is greeted with HELO', async () => {
  const { result, server } = await outcomeOf({ ehloAnswer: '502 5.5.1 unknown' });
  expect(result).toBe('accepted');
  expect(server.lines[1]).toMatch(/^HELO /u);
});

test.each([0, 1, 2, 3, 4])('cut after %i lines of the message is tried again', async (cutAfterLines) => {
  const { result, server } = await outcomeOf({ cutAfterLines });
  // The whole message was on its way when the line broke: nobody can know.
  expect(['temporary', 'unclear']).toContain(result);
  expect(server.messages).toEqual([]);
});

test.each([
  ['421 4.3.2 closing', 'temporary'],
  ['451 4.3.0 busy', 'temporary'],
  ['552 5.3.4 too big', 'refused'],
  ['CUT', 'unclear'],
  ['', 'unclear'],
  ['250-without end\r\n250-without end', 'unclear'],
  ['354 go on', 'unclear'],
])('the message answered with %j is %s', async (answer, expected) => {
  expect((await outcomeOf({ end: [answer] })).result).toBe(expected);
});

test('encryption taken away on the way: neither password nor message is sent', async () => {
  for (const starttls of ['502 5.5.1 unknown', '454 4.7.0 not now', '220-without end']) {
    const { server } = await outcomeOf({ security: 'starttls', starttls });
    expect(server.lines.join()).not.toMatch(/AUTH|MAIL|secret/iu);
  }
});

const word = fc.string({ unit: 'grapheme', maxLength: 40 });
const anyText = fc.array(
  fc.oneof(word, fc.constantFrom('.', '..', '.\r', '\r\n', '\n', '\r', 'x'.repeat(2000))),
  { maxLength: 12 },
);

test('whatever a person writes and attaches, the wire carries 7-bit lines of at most 998 octets, dots stuffed', async () => {
  const server = await scripted();
  await fc.assert(
    fc.asyncProperty(
      word,
      anyText,
      fc.boolean(),
      fc.uint8Array({ maxLength: 3000 }),
      word,
      async (subject, lines, isHtml, file, name) => {
        const text = lines.join('\n');
        const composed = composeMessage({
          from: { name: subject, address: 'ann@lab.test' },
          to: [{ name: subject, address: 'ben@bücher.test' }],
          cc: [],
          subject,
          html: isHtml ? `<p>${text}</p>` : null,
          text,
          inReplyTo: null,
          references: [],
          messageId: '<1@lab.test>',
          date: new Date(0),
          files: [
            {
              name,
              type: 'application/octet-stream',
              contentId: null,
              open: () => Readable.from([Buffer.from(file)], { objectMode: false }),
            },
          ],
        });
        const raw = await buffer(composed);
        const scan = new OctetScan();
        scan.add(raw);
        expect([scan.unfit, scan.eightBit]).toEqual([false, false]);
        expect((await deliver(server.login, mail(raw))).result).toBe('accepted');
        const wire = server.messages.at(-1)!;
        const received = wire.split('\r\n').slice(0, -1);
        for (const line of received) {
          expect([...line].every((letter) => /[^\0\r\n\u0080-\uffff]/u.test(letter))).toBe(true);
          expect(line.replace(/^\./u, '').length).toBeLessThanOrEqual(998);
          expect(line).not.toBe('.');
        }
        const unstuffed = received.map((line) => line.replace(/^\./u, '')).join('\r\n');
        expect(`${unstuffed}\r\n`).toBe(raw.toString('latin1').replace(/(?:\r\n)?$/u, '\r\n'));
      },
    ),
    { numRuns: 60 },
  );
});

test('octets that are no message text still cannot end it early or smuggle a second one', async () => {
  const server = await scripted({ ehlo: ['8BITMIME'] });
  const piece = fc.constantFrom(
    '\r',
    '\n',
    '.',
    '\r\n.\r\n',
    '\n.\n',
    '\r.\r',
    '.\r\n',
    'MAIL FROM:<x@x>',
    'a',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
      const before = server.messages.length;
      const raw = Buffer.from(pieces.join(''));
      expect((await deliver(server.login, { ...mail(raw), eightBit: true })).result).toBe('accepted');
      expect(server.messages.length).toBe(before + 1);
      expect(server.messages.at(-1)).not.toMatch(/[^\r]\n|\r[^\n]/u);
    }),
    { numRuns: 100 },
  );
});
