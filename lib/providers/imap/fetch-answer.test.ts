// Answers to FETCH, found where they arrive (RFC 3501 7.4.2).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { received } from './cursor';
import { readAnswer } from './fetch-answer';

const read = (text: string, from = 0) => readAnswer(received(Buffer.from(text, 'latin1')), from);
const WHOLE =
  '* 12 FETCH (UID 7 FLAGS (\\Seen $x) BODY[HEADER.FIELDS ("Subject" to)] {4}\r\n)\r\n( ENVELOPE ("a\\"b)" NIL) body[1]<0> "x" MODSEQ (5))\r\n';

test('every item has its name, however it is written', () => {
  const found = read(`* BYE\r\n${WHOLE}* 13 FETCH`, 7);
  if (typeof found === 'string') throw new Error(found);
  const { answer, end } = found;
  expect(end).toBe(7 + WHOLE.length);
  expect(answer.uid).toBe(7);
  expect(answer.texts('FLAGS')).toEqual(['\\Seen', '$x']);
  expect(answer.octets('BODY[HEADER.FIELDS (SUBJECT TO)]')).toEqual(Buffer.from(')\r\n('));
  expect(answer.header).toEqual(Buffer.from(')\r\n('));
  expect(answer.text('BODY[1]')).toBe('x');
  expect(answer.texts('ENVELOPE')).toEqual(['a"b)']);
  expect([answer.has('MODSEQ'), answer.has('EMAILID')]).toEqual([true, false]);
  expect([answer.text('EMAILID'), answer.texts('EMAILID'), answer.number('EMAILID')]).toEqual([null, [], 0]);
});

test('cut anywhere, it is waited for', () => {
  for (let length = 0; length < WHOLE.length; length++)
    expect([length, read(WHOLE.slice(0, length))]).toEqual([length, length === 0 ? 'other' : 'incomplete']);
});

test.each([
  '* OK done\r\n',
  '* 5 EXISTS\r\n',
  '* 5 EXPUNGE\r\n',
  '* SEARCH 1 2\r\n',
  'A1 OK FETCH (done)\r\n',
  '+ go on\r\n',
  '* 5 FETCHED (UID 1)\r\n',
  '* 5 FETCH UID 1\r\n',
  '* 5 FETCH (UID 1\r\n',
  '* 5 FETCH (UID "1\r\n")\r\n',
  '* 5 FETCH (UID 1)) x\r\n',
  '* 5 FETCH (UID)\r\n',
  '* 5 FETCH ((UID 1))\r\n',
  '* 12345678901 FETCH (UID 1)\r\n',
  `* 5 FETCH (${'A 1 '.repeat(2000)})\r\n`,
])('%j is left to others', (line) => {
  expect(read(line)).toBe('other');
});

test.each(['0', '4294967296', '-1', 'x', '()'])('a UID %s is none', (uid) => {
  const found = read(`* 1 FETCH (UID ${uid})\r\n`);
  expect(typeof found === 'object' && found.answer.uid).toBe(0);
});

test('a cut changes nothing of what is found, and what is waited for can still come', () => {
  const piece = fc.constantFrom(
    ...['(', ')', '"', '\\', ' ', '{1}\r\n', '~', '{', '}', 'A', '1', '[', ']', '\r\n', '<0>'],
  );
  const rest = '\r\nA1 OK done\r\n';
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(), (pieces, where) => {
      const line = `* 1 FETCH (${pieces.join('')})${rest}`;
      const whole = read(line);
      const cut = read(line.slice(0, 11 + (where % (line.length - 11))));
      if (cut !== 'incomplete')
        expect(typeof cut === 'object' ? cut.end : cut).toEqual(
          typeof whole === 'object' ? whole.end : whole,
        );
      // Only a literal may go over the end of its line.
      if (whole === 'incomplete') expect(line).toMatch(/\{1\}\r\n|"/u);
    }),
    { numRuns: 3000 },
  );
});

test('whatever comes, it ends, and what it finds lies within', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '"',
    '\\',
    ' ',
    '{1}\r\n',
    '{',
    '}',
    'A',
    '1',
    '[',
    ']',
    '\r\n',
    '<0>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const line = `* 1 FETCH (${pieces.join('')}`;
      const found = read(line);
      if (typeof found === 'object') expect(found.end).toBeLessThanOrEqual(line.length);
    }),
    { numRuns: 2000 },
  );
});
