import { describe, expect, it } from 'vitest';
import { type DocNode, docToText } from './doc-to-text';
import { textToRich } from './text-to-rich';

const text = (words: string, href?: string): DocNode => ({
  type: 'text',
  text: words,
  ...(href ? { marks: [{ type: 'link', attrs: { href } }] } : {}),
});
const p = (...content: DocNode[]): DocNode => ({ type: 'paragraph', content });
const item = (...content: DocNode[]): DocNode => ({ type: 'listItem', content });
const doc = (...content: DocNode[]) => docToText({ type: 'doc', content });

describe('the plain text of a rich message', () => {
  it('keeps a line a paragraph, empty ones and hard breaks too', () => {
    expect(doc(p(text('One')), p(), p(text('Two'), { type: 'hardBreak' }, text('Three')))).toBe(
      'One\n\nTwo\nThree',
    );
  });

  it('writes lists with their bullets and numbers, nested ones indented', () => {
    const inner = { type: 'bulletList', content: [item(p(text('b')))] };
    expect(doc({ type: 'bulletList', content: [item(p(text('a')), inner), item(p(text('c')))] })).toBe(
      '- a\n  - b\n- c',
    );
    expect(
      doc({ type: 'orderedList', attrs: { start: 9 }, content: [item(p(text('x'))), item(p(text('y')))] }),
    ).toBe('9. x\n10. y');
  });

  it('marks quotes, and quotes in quotes', () => {
    const inner = { type: 'blockquote', content: [p(text('old'))] };
    expect(doc({ type: 'blockquote', content: [p(text('new')), inner] })).toBe('> new\n>> old');
  });

  it('adds the address of a link once, and not where the text is the address', () => {
    expect(doc(p(text('see '), text('the ', 'https://x.org/a'), text('page', 'https://x.org/a')))).toBe(
      'see the page <https://x.org/a>',
    );
    expect(doc(p(text('x.org', 'https://x.org/')))).toBe('x.org');
    expect(doc(p(text('ann@x.org', 'mailto:ann@x.org')))).toBe('ann@x.org');
  });

  it('keeps the space of the mark of a signature, and no other at the end of a line', () => {
    expect(doc(p(text('Hi  ')), p(text('-- '), { type: 'hardBreak' }, text('Ann ')))).toBe('Hi\n-- \nAnn');
  });

  it('writes a table a row a line', () => {
    const cell = (words: string) => ({ type: 'tableCell', content: [p(text(words))] });
    const row = (...words: string[]) => ({ type: 'tableRow', content: words.map(cell) });
    expect(doc({ type: 'table', content: [row('a', 'b'), row('c', 'd')] })).toBe('a | b\nc | d');
  });

  it('names pictures', () => {
    expect(doc(p({ type: 'image', attrs: { alt: 'A cat' } }))).toBe('[A cat]');
  });
});

describe('plain text made rich', () => {
  it('keeps every line, escapes markup and nests quotes', () => {
    expect(textToRich('Hi <b>\n\n> a\n>> b\nbye')).toBe(
      '<p>Hi &lt;b&gt;</p><p></p><blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>bye</p>',
    );
  });

  it('keeps runs of spaces', () => {
    expect(textToRich('a  b')).toBe('<p>a\u00a0\u00a0b</p>');
  });
});
