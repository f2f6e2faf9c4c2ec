import { expect, test } from 'vitest';
import { sign } from './signature';

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
