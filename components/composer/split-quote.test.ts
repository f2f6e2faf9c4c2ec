import { describe, expect, it } from 'vitest';
import { emptyDraft } from '@/lib/client/drafts';
import { joinQuote, markQuote, splitQuote } from './split-quote';

const draft = emptyDraft('0123456789abcdef', 1, 1);

describe('the quoted message', () => {
  it('is taken apart and put together without a change', () => {
    const parts = { own: '<p>Hi</p>', quote: '<div><table></table></div>' };
    expect(splitQuote(joinQuote(parts))).toEqual(parts);
    expect(joinQuote({ own: '<p>Hi</p>', quote: null })).toBe('<p>Hi</p>');
    expect(splitQuote('<p>Hi</p>')).toEqual({ own: '<p>Hi</p>', quote: null });
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
    });
    expect(markQuote(marked)).toBe(marked);
    expect(markQuote({ ...answer, mode: 'new' }).html).toBe(answer.html);
    expect(markQuote({ ...answer, html: null }).html).toBeNull();
  });
});
