import { describe, expect, test } from 'vitest';
import type { ConversationRow } from '@/lib/contract/mail';
import { flattenRows, keepOpen, mergeRange, type Pages, patchRows, putRows, removeRows } from './rows-cache';

const row = (id: number, lastAt = id): ConversationRow => ({
  id,
  folderId: 1,
  subject: `Subject ${id}`,
  senders: [],
  snippet: '',
  lastAt,
  count: 1,
  unread: false,
  starred: false,
  answered: false,
  hasAttachment: false,
});
const list = (...pages: number[][]): Pages => ({
  pages: pages.map((ids, index) => ({
    rows: ids.map((id) => row(id)),
    next: index < pages.length - 1 ? `${ids.at(-1)}.${ids.at(-1)}` : null,
  })),
  pageParams: pages.map((_, index) => (index === 0 ? null : String(index))),
});
const ids = (pages: Pages) => flattenRows(pages).map(({ id }) => id);

describe('the loaded rows', () => {
  test('show a conversation once when it has risen to an earlier page', () => {
    expect(ids(list([9, 8, 3], [5, 3, 2]))).toEqual([9, 8, 3, 5, 2]);
  });

  test('stay the same object when a patch touches none of them', () => {
    const pages = list([9, 8], [5]);
    expect(patchRows(pages, new Set([77]), (r) => ({ ...r, starred: true }))).toBe(pages);
    expect(removeRows(pages, new Set([77]))).toBe(pages);
  });

  test('are put back by date after an undo, in the page they came from', () => {
    const pages = list([9, 8, 7], [5, 4, 3]);
    const removed = removeRows(pages, new Set([8, 4]));
    expect(ids(removed)).toEqual([9, 7, 5, 3]);
    expect(ids(putRows(removed, [row(8), row(4)]))).toEqual([9, 8, 7, 5, 4, 3]);
  });

  test('get the only row of an emptied folder back', () => {
    expect(ids(putRows(list([]), [row(1)]))).toEqual([1]);
  });
});

describe('a fresh answer to a search', () => {
  test('keeps the open conversation in its place, and no other', () => {
    expect(ids(keepOpen(list([9, 8, 7]), list([9, 7]), 8))).toEqual([9, 8, 7]);
    expect(ids(keepOpen(list([9, 8, 7]), list([9]), 8))).toEqual([9, 8]);
    expect(ids(keepOpen(list([9, 8, 7]), list([9, 7]), null))).toEqual([9, 7]);
  });

  test('is taken as it is when it has the open conversation, or never had it', () => {
    const fresh = list([9, 8]);
    expect(keepOpen(list([9, 8, 7]), fresh, 8)).toBe(fresh);
    expect(keepOpen(list([9]), fresh, 77)).toBe(fresh);
    expect(keepOpen(undefined, fresh, 8)).toBe(fresh);
  });
});

describe('a fresh range', () => {
  test('with a new row on top leaves no gap to the next page', () => {
    const old = { rows: [9, 8, 7].map((id) => row(id)), next: '7.7' };
    const merged = mergeRange(old, { rows: [10, 9, 8].map((id) => row(id)), next: '8.8' }, new Set([10]));
    expect(merged.rows.map(({ id }) => id)).toEqual([10, 9, 8, 7]);
    expect(merged.next).toBe('7.7');
  });

  test('drops what was touched and is gone', () => {
    const old = { rows: [9, 8, 7].map((id) => row(id)), next: '7.7' };
    const merged = mergeRange(old, { rows: [9, 8, 6].map((id) => row(id)), next: '6.6' }, new Set([7]));
    expect(merged.rows.map(({ id }) => id)).toEqual([9, 8, 6]);
    expect(merged.next).toBe('6.6');
  });

  test('that ends the folder is the whole truth', () => {
    const old = { rows: [9, 8, 7].map((id) => row(id)), next: null };
    expect(mergeRange(old, { rows: [row(9)], next: null }, new Set()).rows).toHaveLength(1);
  });
});
