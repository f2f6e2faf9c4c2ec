import { expect, test } from 'vitest';
import { trimQuotedHtml, trimQuotedText } from './trim-quote';

test.each([
  ['a signature', 'Yes.\n\n-- \nBen\nBen & Sons', 'Yes.'],
  ['a signature whose mark lost its space', 'Yes.\n\n--\nBen', 'Yes.'],
  ['two dashes far above are none', `one\n--\n${'two\n'.repeat(9)}end`, `one\n--\n${'two\n'.repeat(9)}end`],
  ['quotations of long ago', 'a\n> b\n>> c\n>>> d\n>>>> e\n> > > > f', 'a\n> b\n>> c\n>>> d'],
  ['blank lines at the ends', '\n\na\n\nb\n \n', 'a\n\nb'],
  ['nothing', '', ''],
])('text without %s', (_, text, trimmed) => {
  expect(trimQuotedText(text)).toBe(trimmed);
});

test.each([
  [
    'a marked signature, whatever is nested in it',
    '<p>Yes.</p><div class="gmail_signature"><div>Ben</div></div><p>PS</p>',
    '<p>Yes.</p><p>PS</p>',
  ],
  ['blank paragraphs at the end', '<p>a</p><p> </p><div><br /></div><br />', '<p>a</p>'],
  ['nothing where nothing is marked', '<p>a</p>', '<p>a</p>'],
  ['nothing where a tag is not closed', '<div class="moz-signature">a', '<div class="moz-signature">a'],
])('HTML without %s', (_, html, trimmed) => {
  expect(trimQuotedHtml(html)).toBe(trimmed);
});

test('a megabyte of blanks takes no long time', () => {
  for (const piece of ['<br>', ' ', '<p>', '<p> </p>x', '<div class="gmail_signature">'])
    expect(trimQuotedHtml(piece.repeat(100_000)).length).toBeLessThan(5_000_000);
}, 5000);
