import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OctetScan } from './octet-scan';
import { redated } from './redate';

const scan = (...chunks: string[]) => {
  const seen = new OctetScan();
  for (const chunk of chunks) seen.add(Buffer.from(chunk, 'latin1'));
  return seen;
};

test('a line of 998 octets is fit, one of 999 is not, however it is cut', () => {
  const line = 'x'.repeat(998);
  expect(scan(`${line}\r\n${line}\r\n`).unfit).toBe(false);
  expect(scan(line.slice(0, 500), `${line.slice(500)}y\r\n`).unfit).toBe(true);
  expect(scan('a\0b').unfit).toBe(true);
  expect(scan('b\xfccher').eightBit).toBe(true);
});

test('another Date, all else the same, however the octets are cut', async () => {
  const head = 'From: a@x\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\nSubject: Date: no\r\n\r\n';
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 80 }),
      async (body, size) => {
        const whole = Buffer.concat([Buffer.from(head), body]);
        const pieces: Buffer[] = [];
        for (let at = 0; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size));
        const out = await buffer(
          Readable.from(redated(Readable.from(pieces), new Date(Date.UTC(2026, 10, 26, 9)))),
        );
        const expected = head.replace('Thu, 1 Jan 2026 00:00:00', 'Thu, 26 Nov 2026 09:00:00');
        expect(out.equals(Buffer.concat([Buffer.from(expected), body]))).toBe(true);
      },
    ),
  );
});
