// Where the person is, held by the URL: folder, conversation, query. Moving never waits for the server.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { type Place, placeUrl, readPlace } from './place-url';

export { type Place, placeUrl, readId, readPlace } from './place-url';

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
