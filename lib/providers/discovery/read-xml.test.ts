import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childrenOf, readXml, textOf } from './read-xml';

test('elements, attributes, text, CDATA, comments and entities', () => {
  const root = readXml(
    '\uFEFF<?xml version="1.0"?><!-- <no> --><a b=\'1 &lt; "2"\' c-d="&#65;&#x1F600;">\n one<e/><e x="">two</e><![CDATA[<&>]]> </a>\n',
  );
  expect(root).toMatchObject({ name: 'a', attributes: { b: '1 < "2"', 'c-d': 'A😀' }, text: 'one<&>' });
  expect(childrenOf(root, 'e').map(({ text }) => text)).toEqual(['', 'two']);
  expect(textOf(root, 'e')).toBe('');
  expect(textOf(root, 'none')).toBeUndefined();
});

test.each([
  ['', /one root/u],
  ['text', /one root/u],
  ['<a></a><b></b>', /one root/u],
  ['<a>', /not closed/u],
  ['<a></b>', /closes nothing/u],
  ['</a>', /closes nothing/u],
  ['<a><b></a></b>', /closes nothing/u],
  ['<a b=1/>', /well-formed/u],
  ['<a', /well-formed/u],
  ['<a><!-- </a>', /not closed/u],
  ['<a>&nbsp;</a>', /not known/u],
  ['<a>&amp</a>', /not known/u],
  ['<a>&#x110000;</a>', /not known/u],
  ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /well-formed/u],
  [`${'<a>'.repeat(40)}${'</a>'.repeat(40)}`, /too deep/u],
  ['<a>'.repeat(100_000), /too large/u],
])('%j is refused', (source, message) => {
  expect(() => readXml(source)).toThrow(message);
});

test('names such as __proto__ are names like any other', () => {
  const root = readXml('<__proto__ constructor="1"><__proto__>x</__proto__></__proto__>');
  expect(textOf(root, '__proto__')).toBe('x');
  expect(({} as Record<string, unknown>).constructor).toBe(Object);
});

test('any text is read or refused, soon', () => {
  const pieces = fc.constantFrom(
    '<a',
    '<a>',
    '</a>',
    ' b="',
    '"',
    "'",
    '=',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&',
    ';',
    'x',
    '/>',
    '<?',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 400 }), (list) => {
      const before = process.cpuUsage();
      try {
        readXml(list.join(''));
      } catch (error) {
        expect((error as Error).message).toMatch(/\.$/u);
      }
      // Work that grows with the square would be seconds. What other programs do meanwhile does not count.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(500);
    }),
  );
  for (const unit of ['<a b="', '<!--', '<![CDATA[', '<?', '<a ', '&', '<a b="1" '])
    expect(() => readXml(unit.repeat(Math.floor(250_000 / unit.length)))).toThrow();
});
