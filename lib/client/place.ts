// Where the person is, held by the URL: folder, conversation, query. Moving never waits for the server.
import { createContext, useContext, useSyncExternalStore } from 'react';

/** A place of the interface; `folderId` null in a folder view means the inbox. */
export type Place =
  | { view: 'folder'; folderId: number | null; conversationId: number | null }
  | { view: 'search'; query: string; folderId: number | null; conversationId: number | null }
  | { view: 'outbox' };

/** An id as it stands in a URL; null when it is not one. */
export function readId(text: string | null | undefined): number | null {
  return text && /^[1-9]\d{0,15}$/u.test(text) ? Number(text) : null;
}

/** Reads a URL. Unknown paths are the inbox: the server has answered 404 before this is asked. */
export function readPlace(pathname: string, search: string): Place {
  const [first, second, third] = pathname.split('/').filter(Boolean);
  const params = new URLSearchParams(search);
  if (first === 'outbox') return { view: 'outbox' };
  if (first === 'search')
    return {
      view: 'search',
      query: params.get('q') ?? '',
      folderId: readId(params.get('in')),
      conversationId: readId(params.get('open')),
    };
  return { view: 'folder', folderId: readId(second), conversationId: readId(third) };
}

/** The URL of a place: the opposite of readPlace. */
export function placeUrl(place: Place): string {
  if (place.view === 'outbox') return '/outbox';
  if (place.view === 'search') {
    const params = new URLSearchParams({ q: place.query });
    if (place.folderId) params.set('in', String(place.folderId));
    if (place.conversationId) params.set('open', String(place.conversationId));
    return `/search?${params}`;
  }
  if (!place.folderId) return '/mail';
  return place.conversationId ? `/mail/${place.folderId}/${place.conversationId}` : `/mail/${place.folderId}`;
}

const listeners = new Set<() => void>();
let href: string | null = null;
let current: Place = { view: 'folder', folderId: null, conversationId: null };

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

function snapshot(): Place {
  const now = window.location.pathname + window.location.search;
  if (now !== href) {
    href = now;
    current = readPlace(window.location.pathname, window.location.search);
  }
  return current;
}

/** The place that the server rendered, for the first paint. */
export const FirstPlace = createContext<Place>(current);

/** The place now; renders again at once when it changes. */
export function usePlace(): Place {
  const first = useContext(FirstPlace);
  return useSyncExternalStore(subscribe, snapshot, () => first);
}

/** The place now, outside of rendering. */
export const placeNow = snapshot;

/** Goes to a place; `replace` leaves no step behind in the browser's history. */
export function goTo(place: Place, options: { replace?: boolean } = {}): void {
  const url = placeUrl(place);
  if (url === window.location.pathname + window.location.search) return;
  if (options.replace) window.history.replaceState(null, '', url);
  else window.history.pushState(null, '', url);
  listeners.forEach((listener) => {
    listener();
  });
}
