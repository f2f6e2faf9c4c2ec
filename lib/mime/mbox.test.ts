import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MboxMessage, readMbox, writeMbox } from './mbox';

const NO_FLAGS = { seen: false, flagged: false, answered: false, draft: false };
const pieces = async function* (octets: Buffer, size: number) {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
};
async function write(messages: { raw: string; flags?: typeof NO_FLAGS; at?: number }[], size = 7) {
  const all: Buffer[] = [];
  for (const { raw, flags = NO_FLAGS, at = Date.UTC(2026, 0, 2, 3, 4, 5) } of messages)
    for await (const piece of writeMbox(pieces(Buffer.from(raw, 'latin1'), size), { flags, at }))
      all.push(piece);
  return Buffer.concat(all);
}
async function read(file: Buffer, start = 0, size = 7): Promise<MboxMessage[]> {
  const all: MboxMessage[] = [];
  for await (const message of readMbox(pieces(file.subarray(start), size), start)) all.push(message);
  return all;
}

describe('an mbox file', () => {
  test('has what other programs expect', async () => {
    const raw = 'Subject: x\r\n\r\nFrom here\r\n>From there\r\nend\r\n';
    expect((await write([{ raw, flags: { ...NO_FLAGS, seen: true, flagged: true } }])).toString()).toBe(
      'From MAILER-DAEMON Fri Jan  2 03:04:05 2026\nStatus: RO\nX-Status: F\nSubject: x\n\n>From here\n>>From there\nend\n\n',
    );
  });

  test('gives back messages, flags and dates', async () => {
    const flags = { seen: true, flagged: true, answered: true, draft: true };
    const given = [
      { raw: 'Subject: a\r\n\r\nFrom me\r\n\r\nFrom you\r\n\r\n', flags, at: Date.UTC(2001, 5, 7) },
      { raw: 'Subject: \xe9\xff\r\n\r\n', at: Date.UTC(2026, 11, 31, 23, 59, 59) },
      { raw: `Subject: c\r\n\r\n${'x'.repeat(200_000)}\r\n`, at: 1000 },
    ];
    const got = await read(await write(given, 10_000), 0, 4096);
    expect(got.map(({ octets, flags: f, at }) => ({ raw: octets.toString('latin1'), flags: f, at }))).toEqual(
      given.map(({ raw, flags: f = NO_FLAGS, at }) => ({ raw, flags: f, at })),
    );
  });

  test('is read on from the end of any message', async () => {
    const file = await write([1, 2, 3].map((n) => ({ raw: `Subject: ${n}\r\n\r\nbody ${n}\r\n` })));
    const all = await read(file);
    expect(all.at(-1)!.end).toBe(file.length);
    for (const [at, { end }] of all.entries())
      expect((await read(file, end)).map(({ octets }) => octets.toString())).toEqual(
        all.slice(at + 1).map(({ octets }) => octets.toString()),
      );
  });

  test.each([
    [
      'From a@b Thu Jan  1 00:00:01 1970 +0000\r\nSubject: crlf\r\n\r\nx\r\n',
      'Subject: crlf\r\n\r\nx\r\n',
      1000,
    ],
    [
      'From - Sat Jan 03 01:05:34 1996\nA: b\n\nno From line here\n',
      'A: b\r\n\r\nno From line here\r\n',
      820_631_134_000,
    ],
    ['junk\n\nFrom x\nA: b\n\nx', 'A: b\r\n\r\nx\r\n', null],
  ])('of another program: %j', async (file, raw, at) => {
    const got = await read(Buffer.from(file, 'latin1'));
    expect(got.map(({ octets }) => octets.toString('latin1'))).toEqual([raw]);
    expect(got[0]!.at).toBe(at);
  });

  test('keeps any text of whole lines', async () => {
    const line = fc.constantFrom('', 'From ', '>From x', '>>From', ' From', 'a', '.', 'Status: RO');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        async (bodies) => {
          const raws = bodies.map(
            (body) => `Subject: x\r\n\r\n${body.map((text) => `${text}\r\n`).join('')}`,
          );
          const got = await read(
            await write(
              raws.map((raw) => ({ raw })),
              5,
            ),
            0,
            3,
          );
          expect(got.map(({ octets }) => octets.toString('latin1'))).toEqual(raws);
        },
      ),
    );
  });
});
