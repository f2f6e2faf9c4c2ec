// Places of the interface as URLs, for server and browser alike.
import { UNIFIED_LISTS, type UnifiedList } from '@/lib/contract/unified-lists';

/** A place of the interface; `folderId` null in a folder view means the inbox. */
export type Place =
  | { view: 'folder'; folderId: number | null; conversationId: number | null }
  | { view: 'search'; query: string; folderId: number | null; conversationId: number | null }
  /** A list over all accounts. */
  | { view: 'unified'; list: UnifiedList; conversationId: number | null }
  | { view: 'outbox' }
  /** `section` null: the list of sections, and the first one beside it where there is room. */
  | { view: 'settings'; section: string | null };

/** An id as it stands in a URL; null when it is not one. */
export function readId(text: string | null | undefined): number | null {
  return text && /^[1-9]\d{0,15}$/u.test(text) ? Number(text) : null;
}

/** Reads a URL. Unknown paths are the inbox: the server has answered 404 before this is asked. */
export function readPlace(pathname: string, search: string): Place {
  const [first, second, third, fourth] = pathname.split('/').filter(Boolean);
  const params = new URLSearchParams(search);
  if (first === 'outbox') return { view: 'outbox' };
  if (first === 'settings') return { view: 'settings', section: second ?? null };
  if (first === 'search')
    return {
      view: 'search',
      query: params.get('q') ?? '',
      folderId: readId(params.get('in')),
      conversationId: readId(params.get('open')),
    };
  if (second === 'all') {
    const list = UNIFIED_LISTS.find((name) => name === third);
    if (list) return { view: 'unified', list, conversationId: readId(fourth) };
  }
  return { view: 'folder', folderId: readId(second), conversationId: readId(third) };
}

/** The URL of a place: the opposite of readPlace. */
export function placeUrl(place: Place): string {
  if (place.view === 'outbox') return '/outbox';
  if (place.view === 'settings') return place.section ? `/settings/${place.section}` : '/settings';
  if (place.view === 'search') {
    const params = new URLSearchParams({ q: place.query });
    if (place.folderId) params.set('in', String(place.folderId));
    if (place.conversationId) params.set('open', String(place.conversationId));
    return `/search?${params}`;
  }
  if (place.view === 'unified')
    return `/mail/all/${place.list}${place.conversationId ? `/${place.conversationId}` : ''}`;
  if (!place.folderId) return '/mail';
  return place.conversationId ? `/mail/${place.folderId}/${place.conversationId}` : `/mail/${place.folderId}`;
}
