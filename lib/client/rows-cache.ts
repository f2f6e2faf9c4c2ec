// Pure operations on the loaded pages of a conversation list: read, patch, remove, put back, merge a fresh range.
import type { InfiniteData } from '@tanstack/react-query';
import type { ConversationPage, ConversationRow } from '@/lib/contract/mail';

/** The pages of one list as react-query keeps them. */
export type Pages = InfiniteData<ConversationPage, string | null>;

/** List order: newest first, the id decides between equals. Negative when `a` stands above `b`. */
export function compareRows(a: ConversationRow, b: ConversationRow): number {
  return b.lastAt - a.lastAt || b.id - a.id;
}

/** All loaded rows in order; a conversation that two pages hold is shown once, where it stands first. */
export function flattenRows(pages: Pages | undefined): ConversationRow[] {
  const seen = new Set<number>();
  const rows: ConversationRow[] = [];
  for (const page of pages?.pages ?? [])
    for (const row of page.rows) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      rows.push(row);
    }
  return rows;
}

function mapPages(pages: Pages, change: (rows: ConversationRow[]) => ConversationRow[]): Pages {
  let changed = false;
  const next = pages.pages.map((page) => {
    const rows = change(page.rows);
    if (rows === page.rows) return page;
    changed = true;
    return { ...page, rows };
  });
  return changed ? { ...pages, pages: next } : pages;
}

/** Changes the rows with these ids; the same object comes back when none is loaded. */
export function patchRows(
  pages: Pages,
  ids: ReadonlySet<number>,
  patch: (row: ConversationRow) => ConversationRow,
): Pages {
  return mapPages(pages, (rows) =>
    rows.some((row) => ids.has(row.id)) ? rows.map((row) => (ids.has(row.id) ? patch(row) : row)) : rows,
  );
}

/** Takes rows away. */
export function removeRows(pages: Pages, ids: ReadonlySet<number>): Pages {
  return mapPages(pages, (rows) =>
    rows.some((row) => ids.has(row.id)) ? rows.filter((row) => !ids.has(row.id)) : rows,
  );
}

/** Puts rows back where they belong by date; rows older than everything loaded are left to the next page. */
export function putRows(pages: Pages, rows: ConversationRow[]): Pages {
  const without = removeRows(pages, new Set(rows.map((row) => row.id)));
  const next = without.pages.map((page) => ({ ...page, rows: [...page.rows] }));
  for (const row of rows) {
    const home = next.find((page, index) => {
      const last = page.rows.at(-1);
      return (last && compareRows(row, last) < 0) || (index === next.length - 1 && page.next === null);
    });
    const target = home ?? (next.length === 1 && next[0]!.rows.length === 0 ? next[0] : undefined);
    target?.rows.push(row);
    target?.rows.sort(compareRows);
  }
  return { ...without, pages: next };
}

/**
 * A fresh answer to the same search, with the open conversation still in its place: opening it may end why it was found
 * (is:unread), and what a person reads must not be pulled away from under keys and buttons.
 */
export function keepOpen(old: Pages | undefined, fresh: Pages, openId: number | null): Pages {
  const has = (row: ConversationRow) => row.id === openId;
  const open = flattenRows(old).find(has);
  return open && !flattenRows(fresh).some(has) ? putRows(fresh, [open]) : fresh;
}

/**
 * Joins a freshly read range into a page that was loaded before. Rows below the end of the fresh range stay, unless
 * they are among `touched`: those are known to have changed and are only true when the fresh range has them.
 */
export function mergeRange(
  old: ConversationPage,
  fresh: ConversationPage,
  touched: ReadonlySet<number>,
): ConversationPage {
  const last = fresh.rows.at(-1);
  if (fresh.next === null || !last) return { rows: fresh.rows, next: fresh.next };
  const held = new Set(fresh.rows.map((row) => row.id));
  const below = old.rows.filter(
    (row) => !held.has(row.id) && !touched.has(row.id) && compareRows(row, last) > 0,
  );
  return { rows: [...fresh.rows, ...below], next: below.length ? old.next : fresh.next };
}
