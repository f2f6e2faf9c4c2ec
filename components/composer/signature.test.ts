import { expect, test } from 'vitest';
import { sign, swapInHtml, swapInText } from './signature';

const ann = { signatureText: 'Ann\nR&D' };
const none = { signatureText: '' };

test.each([
  ['a new message', '<p></p>', '<p></p><p>-- <br>Ann<br>R&amp;D</p>'],
  [
    'above a quotation',
    '<p></p><blockquote>Q</blockquote>',
    '<p></p><p>-- <br>Ann<br>R&amp;D</p><blockquote>Q</blockquote>',
  ],
  [
    'below a quotation',
    '<blockquote>Q</blockquote><p></p>',
    '<blockquote>Q</blockquote><p></p><p>-- <br>Ann<br>R&amp;D</p>',
  ],
])('%s is signed where one writes', (_, html, signed) => {
  expect(sign({ html, text: '' }, ann).html).toBe(signed);
});

test('plain text is signed too; without a signature nothing changes', () => {
  expect(sign({ html: null, text: '\n\n> Q' }, ann)).toEqual({
    html: null,
    text: '\n\n-- \nAnn\nR&D\n\n> Q',
  });
  const draft = { html: '<p></p>', text: '' };
  expect(sign(draft, none)).toBe(draft);
});

const ben = { signatureText: 'Ben' };

test.each([
  ['one for another', '<p>Hi</p><p>-- <br>Ann<br>R&amp;D</p>', ann, ben, '<p>Hi</p><p>-- <br>Ben</p>'],
  ['as the editor writes it back', '<p>--<br>Ann <br>R&amp;D</p>', ann, ben, '<p>-- <br>Ben</p>'],
  ['one for none', '<p>-- <br>Ben</p>', ben, none, '<p></p>'],
  ['none for one', '<p>Hi</p>', none, ben, '<p>Hi</p><p>-- <br>Ben</p>'],
  ['the last of two', '<p>-- <br>Ben</p><p>-- <br>Ben</p>', ben, none, '<p>-- <br>Ben</p>'],
  ['none for none', '<p>Hi</p>', none, none, null],
  ['not one that was added to', '<p>-- <br>Ben, at home</p>', ben, ann, null],
  ['not one with other marks', '<p>-- <br><strong>Ben</strong></p>', ben, ann, null],
  ['not one that was taken out', '<p>Hi</p>', ben, ann, null],
])('changing From swaps %s', (_, own, before, after, swapped) => {
  expect(swapInHtml(own, before, after)).toBe(swapped);
});

test.each([
  [
    'one for another',
    'Hi\n\n-- \nBen\n\nOn Monday:\n> Q',
    ben,
    ann,
    'Hi\n\n-- \nAnn\nR&D\n\nOn Monday:\n> Q',
  ],
  [
    'none for one, above what is quoted',
    'Hi\n\nOn Monday:\n> Q',
    none,
    ben,
    'Hi\n\n-- \nBen\n\nOn Monday:\n> Q',
  ],
  ['none for one, below what is quoted', '> Q\n\nHi', none, ben, '> Q\n\nHi\n\n-- \nBen'],
  ['none for one, at the end', 'To do:\nnothing', none, ben, 'To do:\nnothing\n\n-- \nBen'],
  ['not one that was added to', '-- \nBenjamin', ben, ann, null],
])('in plain text it swaps %s', (_, text, before, after, swapped) => {
  expect(swapInText(text, before, after)).toBe(swapped);
});
