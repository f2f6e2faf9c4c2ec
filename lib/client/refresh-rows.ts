// Reads again only the loaded ranges of a list that an event touched, and joins them in without a flash.
import type { QueryClient } from '@tanstack/react-query';
import type { ConversationPage } from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import { api } from './api';
import { isBeingRemoved } from './organize-cache';
import { keys } from './queries';
import { compareRows, flattenRows, mergeRange, type Pages } from './rows-cache';

/** Ranges that one refresh may read; above that the rest of the list is dropped and read again while scrolling. */
const MAX_RANGES = 4;

async function readRange(
  list: ListId,
  cursor: string | null,
  page: ConversationPage,
  touched: ReadonlySet<number>,
): Promise<ConversationPage> {
  let fresh = await api.conversations(list, cursor, undefined);
  // A touched row below the end of the fresh range is neither proven there nor gone: read on until it is.
  for (let range = 1; range < MAX_RANGES && fresh.next; range += 1) {
    const last = fresh.rows.at(-1);
    const unsure = page.rows.some((row) => touched.has(row.id) && last && compareRows(row, last) > 0);
    if (!unsure) break;
    const more = await api.conversations(list, fresh.next, undefined);
    fresh = { rows: [...fresh.rows, ...more.rows], next: more.next };
  }
  const rows = fresh.rows.filter((row) => !isBeingRemoved(row));
  return mergeRange(page, { rows, next: fresh.next }, touched);
}

/** Brings a loaded list up to date after `ids` changed in it; an empty `ids` means that anything may have. */
export async function refreshRows(client: QueryClient, list: ListId, ids: number[]): Promise<void> {
  const key = keys.rows(list);
  const pages = client.getQueryData<Pages>(key);
  if (!pages) return;
  if (ids.length === 0) {
    await client.invalidateQueries({ queryKey: key });
    return;
  }
  const touched = new Set(ids);
  const loaded = new Set(flattenRows(pages).map((row) => row.id));
  // What is new or has risen stands on the first page; what changed in place or went stands where it was loaded.
  const wanted = pages.pages
    .map((page, index) => ({ page, index }))
    .filter(({ page, index }) => index === 0 || page.rows.some((row) => touched.has(row.id)))
    .slice(0, MAX_RANGES);
  const fresh = await Promise.all(
    wanted.map(async ({ page, index }) => ({
      index,
      page: await readRange(list, pages.pageParams[index] ?? null, page, touched),
    })),
  );
  client.setQueryData<Pages>(key, (now) => {
    if (!now) return now;
    const next = now.pages.map((page, index) => fresh.find((entry) => entry.index === index)?.page ?? page);
    return { ...now, pages: next };
  });
  if (ids.some((id) => !loaded.has(id)))
    client.removeQueries({ queryKey: key, type: 'inactive', stale: true });
}
