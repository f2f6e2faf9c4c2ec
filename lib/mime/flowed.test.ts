import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flow, unflow } from './flowed';

const long = 'word '.repeat(30).trim();

describe('a text that flows', () => {
  test.each([
    ['short lines stay', 'one\ntwo', 'one\ntwo'],
    ['spaces at the end would mean more to come', 'one  \ntwo', 'one\ntwo'],
    ['the mark of a signature stays', '-- \nAnn', '-- \nAnn'],
    ['lines that begin like something else are stuffed', ' a\nFrom b\n>', '  a\n From b\n>'],
    ['quotations keep their depth', '> a\n>> b\n> > c\n>d', '> a\n>> b\n>> c\n> d'],
    ['an empty text', '', ''],
  ])('%s', (_, text, flowed) => {
    expect(flow(text)).toBe(flowed);
  });

  test('is broken after spaces, within 78 characters, also in quotations', () => {
    for (const text of [long, `> ${long}`, `>>> ${long}`]) {
      const lines = flow(text).split('\n');
      expect(lines.length).toBeGreaterThan(1);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(78);
      expect(lines.slice(0, -1).every((line) => line.endsWith(' '))).toBe(true);
      expect(lines.every((line) => line.startsWith(text.startsWith('>') ? '>' : 'word'))).toBe(true);
    }
  });

  test('a word longer than a line stays whole', () => {
    const url = `https://example.org/${'x'.repeat(200)}`;
    expect(flow(`see ${url} now`)).toBe(`see \n${url} \nnow`);
  });

  test('comes back as it was, whatever it is, but for spaces at the ends of lines', () => {
    const line = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ' ', '>', '-', 'From ', 'é', '漢') }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.join('\n').replace(/\r\n?/gu, '\n');
        const plain = text
          .split('\n')
          .map((each) => {
            const marks = /^(?:>+ ?)*/u.exec(each)![0];
            const depth = marks.replaceAll(' ', '').length;
            const rest = each.slice(marks.length);
            const words = rest === '-- ' ? rest : rest.trimEnd();
            return depth > 0 ? `${'>'.repeat(depth)} ${words}` : words;
          })
          .join('\n');
        expect(unflow(flow(text), false)).toBe(plain);
      }),
      { numRuns: 2000 },
    );
  });
});
