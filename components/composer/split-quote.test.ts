import { describe, expect, it } from 'vitest';
import { emptyDraft } from '@/lib/client/drafts';
import { joinQuote, markQuote, splitQuote } from './split-quote';

const draft = emptyDraft('0123456789abcdef', 1, 1);

describe('the quoted message', () => {
  it.each(['above', 'below'] as const)(
    'is taken apart and put together without a change, written %s',
    (writeAt) => {
      const parts = { own: '<p>Hi</p>', quote: '<div><table></table></div>', writeAt };
      expect(splitQuote(joinQuote(parts))).toEqual(parts);
    },
  );

  it('is none in a message that quotes nothing', () => {
    const parts = { own: '<p>Hi</p>', quote: null, writeAt: 'above' as const };
    expect(joinQuote(parts)).toBe('<p>Hi</p>');
    expect(splitQuote('<p>Hi</p>')).toEqual(parts);
  });

  it('is marked in a fresh answer, once, and not in a new message or a draft of another program', () => {
    const answer = {
      ...draft,
      mode: 'reply' as const,
      html: '<p></p><p>Ann wrote:</p><blockquote>x</blockquote>',
    };
    const marked = markQuote(answer);
    expect(splitQuote(marked.html!)).toEqual({
      own: '<p></p>',
      quote: '<p>Ann wrote:</p><blockquote>x</blockquote>',
      writeAt: 'above',
    });
    const below = markQuote({ ...answer, html: '<blockquote>x</blockquote><p></p>' });
    expect(splitQuote(below.html!)).toEqual({
      own: '<p></p>',
      quote: '<blockquote>x</blockquote>',
      writeAt: 'below',
    });
    expect(markQuote(marked)).toBe(marked);
    expect(markQuote({ ...answer, mode: 'new' }).html).toBe(answer.html);
    expect(markQuote({ ...answer, html: null }).html).toBeNull();
  });
});
