import { describe, expect, it } from 'vitest';
import { type OpenComposer, opened, restored, withDraftKey, withRoom, withView } from './composer-list';

const composer = (key: string, usedAt: number, view: OpenComposer['view'] = 'docked'): OpenComposer => ({
  key,
  request: { mode: 'new' },
  view,
  usedAt,
});
const views = (list: OpenComposer[]) => Object.fromEntries(list.map(({ key, view }) => [key, view]));

describe('the list of open composers', () => {
  it('minimises the one used longest ago when a new one does not fit', () => {
    const { list, key } = opened([composer('a', 2), composer('b', 1)], { mode: 'new' }, 'c', 2);
    expect(key).toBe('c');
    expect(views(list)).toEqual({ a: 'docked', b: 'minimised', c: 'docked' });
  });

  it('shows the reply that is already open instead of a second one', () => {
    const reply: OpenComposer = {
      ...composer('a', 1, 'minimised'),
      request: { mode: 'reply', originalId: 7 },
    };
    const { list, key } = opened([reply], { mode: 'reply', originalId: 7 }, 'b', 2);
    expect(key).toBe('a');
    expect(views(list)).toEqual({ a: 'docked' });
    expect(opened([reply], { mode: 'reply', originalId: 8 }, 'b', 2).list).toHaveLength(2);
    expect(opened([reply], { mode: 'forward', originalId: 7 }, 'b', 2).list).toHaveLength(2);
  });

  it('lets any number of new messages stand beside each other', () => {
    expect(opened([composer('a', 1)], { mode: 'new' }, 'b', 2).list).toHaveLength(2);
  });

  it('gives the full page to one at a time and always leaves room for one', () => {
    const list = withView([composer('a', 1, 'full'), composer('b', 2)], 'b', 'full', 0);
    expect(views(list)).toEqual({ a: 'minimised', b: 'full' });
    expect(views(withRoom([composer('a', 1), composer('b', 2)], 0))).toEqual({ a: 'minimised', b: 'docked' });
  });

  it('opens a draft once, whether by its key or by its message in Drafts', () => {
    const list = [composer('a', 1), composer('b', 2)];
    const known = withDraftKey(list, 'a', 'draft-1')!;
    expect(opened(known, { mode: 'edit', draftKey: 'draft-1' }, 'draft-1', 2).key).toBe('a');
    expect(withDraftKey(known, 'b', 'draft-1')).toBeNull();
    expect(withDraftKey(known, 'a', 'draft-1')).toEqual(known);
  });

  it('answers the same list when nothing changes', () => {
    const list = [composer('a', 1)];
    expect(withRoom(list, 2)).toBe(list);
  });

  it('restores what a tab left and drops what makes no sense', () => {
    const good = composer('a', 1);
    const text = JSON.stringify([good, { key: 1 }, null, { ...good, view: 'upside-down' }]);
    expect(restored(text)).toEqual([good]);
    expect(restored('{nonsense')).toEqual([]);
    expect(restored(null)).toEqual([]);
  });

  it('takes a message begun on its own page along to the mail, and leaves an empty one behind', () => {
    const begun = { ...composer('a', 1, 'page'), request: { mode: 'new' as const, draftKey: 'a' } };
    const answer = { ...composer('b', 2, 'page'), request: { mode: 'reply' as const, originalId: 1 } };
    const left = restored(JSON.stringify([begun, answer, composer('c', 3, 'page'), composer('d', 4)]));
    expect(views(left)).toEqual({ a: 'docked', b: 'docked', d: 'docked' });
  });
});
