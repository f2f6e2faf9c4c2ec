// The list on screen: a folder's conversations or a search's results, as one flat list.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ListId } from '@/lib/contract/unified-lists';
import type { Place } from '@/lib/client/place';
import { rowsQuery, searchQuery } from '@/lib/client/queries';
import { flattenRows, type Pages } from '@/lib/client/rows-cache';

/** `shown` is the list shown, null in a search. */
export function useRows(place: Place, shown: ListId | null) {
  const isSearch = place.view === 'search' && place.query.trim() !== '';
  const list = useInfiniteQuery({ ...rowsQuery(shown ?? 0), enabled: !isSearch && shown !== null });
  const found = useInfiniteQuery({
    ...searchQuery(isSearch ? place.query : '', isSearch ? place.folderId : null),
    enabled: isSearch,
  });
  const query = isSearch ? found : list;
  const rows = useMemo(() => flattenRows(query.data as Pages | undefined), [query.data]);
  const notUnderstood = isSearch ? found.data?.pages[0]?.notUnderstood : undefined;
  return { query, rows, isSearch, notUnderstood };
}
