import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTable } from './read-table';

const LIMITS = { rows: 4, columns: 3, field: 10 };

test.each<[string, string[][]]>([
  ['', []],
  ['a', [['a']]],
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a;b\nc;d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a\tb, c\rd\te',
    [
      ['a', 'b, c'],
      ['d', 'e'],
    ],
  ],
  [
    '"a,""b""","c\r\nd"\r\ne,f',
    [
      ['a,"b"', 'c\r\nd'],
      ['e', 'f'],
    ],
  ],
  ['"a;b;c",d', [['a;b;c', 'd']]],
  [
    'a,\n,b',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['a,', [['a', '']]],
  ['a\n\nb', [['a'], [''], ['b']]],
  ['"not closed,\n', [['not closed,\n'.slice(0, 10)]]],
  ['"a"b,c', [['ab', 'c']]],
  ['5" disk,x', [['5" disk', 'x']]],
])('%j', (text, rows) => {
  expect(readTable(text, LIMITS).rows).toEqual(rows);
});

test.each([
  ['1\n2\n3\n4\n', false],
  ['1\n2\n3\n4\n5', true],
  ['1,2,3', false],
  ['1,2,3,4', true],
  ['1234567890', false],
  ['12345678901', true],
])('%j has more than the limits let through: %s', (text, isCut) => {
  expect(readTable(text, LIMITS).isCut).toBe(isCut);
});

test('what was written comes back, and whatever comes is read to its end', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', 'é', ' ') });
  const wide = { rows: 1000, columns: 100, field: 1000 };
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 10 }), (rows) => {
      const text = rows
        .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
        .join('\r\n');
      expect(readTable(text, wide).rows).toEqual(rows);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\t') }), (text) => {
      expect(readTable(text, wide).rows.flat().join('').length).toBeLessThanOrEqual(text.length);
    }),
  );
});
