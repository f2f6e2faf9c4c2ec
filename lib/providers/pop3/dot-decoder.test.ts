import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiLine } from '../testing/scripted-pop3';
import { DotDecoder } from './dot-decoder';

/** Decodes in pieces of `size` octets; answers the message and what follows it. */
function decode(wire: string, size: number): [string, string | null] {
  const decoder = new DotDecoder();
  const octets = Buffer.from(wire, 'latin1');
  let message = '';
  for (let at = 0; at < octets.length; at += size) {
    const got = decoder.feed(octets.subarray(at, at + size));
    message += got.octets.toString('latin1');
    if (got.rest)
      return [message, got.rest.toString('latin1') + octets.subarray(at + size).toString('latin1')];
  }
  return [message, null];
}

describe('a multi-line answer', () => {
  test.each([
    ['.\r\n', '', ''],
    ['a\r\n.\r\n+OK', 'a\r\n', '+OK'],
    ['..\r\n.\r\n', '.\r\n', ''],
    ['...a\r\n.\r\n', '..a\r\n', ''],
    ['.a\r\n.\r\n', 'a\r\n', ''],
    ['a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n', ''],
    ['a\r.\r\n.\r\n', 'a\r.\r\n', ''],
    ['.\ra\r\n.\r\n', '\ra\r\n', ''],
    ['\r\n\r\n.\r\n', '\r\n\r\n', ''],
    ['\xff\x00\xfe\r\n.\r\n', '\xff\x00\xfe\r\n', ''],
    ['a\r\n.', 'a\r\n', null],
  ])('%j', (wire, message, rest) => {
    for (const size of [1, 2, 3, 1000]) expect(decode(wire, size)).toEqual([message, rest]);
  });

  test('gives back any message that was stuffed, however it is cut into pieces', () => {
    const text = fc.array(fc.constantFrom('.', '\r\n', '\r', '\n', 'a', '\xe9', '..'), { maxLength: 40 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const raw = `${pieces.join('')}\r\n`;
        const wire = multiLine(Buffer.from(raw, 'latin1')).toString('latin1').slice('+OK\r\n'.length);
        expect(decode(`${wire}+OK next`, size)).toEqual([raw, '+OK next']);
      }),
    );
  });
});
