// Values of an IMAP response, as servers write them (RFC 3501 4, 9).
import { expect, test } from 'vitest';
import { BROKEN, Cursor, endOfValue, INCOMPLETE, received } from './cursor';

const source = (text: string) => received(Buffer.from(text));
const cursor = (text: string) => new Cursor(source(text), 0);

test.each([
  ['"" ', ''],
  ['"a \\"b\\" \\\\" ', 'a "b" \\'],
  ['"Größe ⛵" ', 'Größe ⛵'],
  ['{7}\r\nGröße ', 'Größe'],
  ['{0}\r\n ', ''],
  ['~{3}\r\na)b ', 'a)b'],
  ['\\Seen ', '\\Seen'],
  ['~archived ', '~archived'],
  ['~ ', '~'],
  ['NIL ', null],
  ['nil ', null],
  ['"NIL" ', 'NIL'],
  ['NILS ', 'NILS'],
  ['("a") ', null],
])('the text %j', (written, text) => {
  expect(cursor(written).text()).toBe(text);
});

test('goes through a list, whatever is passed over', () => {
  const at = cursor('(a ("b)" ({3}\r\n")( NIL)) (c d)"e") f ');
  expect(at.enter()).toBe(true);
  expect([at.text(), at.skip(), at.texts(), at.text()]).toEqual([
    'a',
    '("b)" ({3}\r\n")( NIL))',
    ['c', 'd'],
    'e',
  ]);
  // Nothing more: no value, no list, and the place stays.
  expect([at.text(), at.enter(), at.skip(), at.more()]).toEqual([null, false, '', false]);
  expect([at.more(), at.text()]).toEqual([true, 'f']);
});

test('an endless list has a thousand', () => {
  expect(cursor(`(${'"" '.repeat(9)}${'a '.repeat(5000)})`).texts()).toHaveLength(1000);
});

test('numbers and octets', () => {
  const at = cursor('(17 "18" x 99999999999999999 {3}\r\n\u00e9! "é" NIL)');
  at.enter();
  expect([at.number(), at.number(), at.number(), at.number()]).toEqual([17, 18, 0, 0]);
  expect([at.octets(), at.octets(), at.octets()]).toEqual([Buffer.from('é!'), Buffer.from('é'), null]);
});

test.each([
  ['"a', INCOMPLETE],
  ['"a\\', INCOMPLETE],
  ['{3', INCOMPLETE],
  ['~', INCOMPLETE],
  ['~{3}', INCOMPLETE],
  ['~x)\r\nA5 OK\r\n', 2],
  ['{3+}\r\nabc)\r\n', BROKEN],
  ['{x}\r\n', BROKEN],
  ['{3}\r', INCOMPLETE],
  ['{3}\r\nab', INCOMPLETE],
  ['(a (b) ', INCOMPLETE],
  ['atom', INCOMPLETE],
  ['"a\r\nb"', BROKEN],
  ['(a\r\nb)', BROKEN],
  [')', BROKEN],
  ['{x}\r\n and what follows it on the line', BROKEN],
])('the end of %j', (written, why) => {
  expect(endOfValue(source(written), 0)).toBe(why);
});

test('what nests without end needs no memory', () => {
  const deep = source(`${'('.repeat(1e6)}a${')'.repeat(1e6)} `);
  expect(endOfValue(deep, 0)).toBe(2e6 + 1);
});
