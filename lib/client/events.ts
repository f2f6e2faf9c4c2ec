// The event stream: facts from the server patch what is on screen; a lost stream reconnects and catches up.
import type { QueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { ChangeEvent } from '@/lib/contract/mail';
import { UNIFIED_LISTS, type UnifiedList } from '@/lib/contract/unified-lists';
import type { FolderList } from './api';
import { askAgain } from './ask-again';
import { tellDraftNews } from './draft-news';
import { keys } from './queries';
import { refreshRows } from './refresh-rows';
import { foldersOf } from './shown-list';

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 30_000;
/** Events come in bursts while a folder is indexed: the first is shown at once, the next together. */
const GATHER_MS = 30;
const BUSY_GATHER_MS = 600;
const SEARCH_REFRESH_MS = 2000;

/**
 * Follows the stream, from the fact after `firstId` (what the page was rendered with), until the returned function is called.
 * `onLive` hears whether the stream stands.
 */
export function followEvents(
  client: QueryClient,
  firstId: number,
  onLive: (live: boolean) => void,
): () => void {
  const apply = makeApplier(client);
  let source: EventSource | null = null;
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mustCatchUp = false;
  let stopped = false;

  const connect = () => {
    if (stopped) return;
    // A later stream begins where it stands and everything is asked for again (below).
    source = new EventSource(mustCatchUp ? '/api/events' : `/api/events?after=${firstId}`);
    const here = source;
    const onStanding = () => {
      retryMs = FIRST_RETRY_MS;
      onLive(true);
      // A new stream does not know where the old one ended: what is on screen is asked for again.
      if (mustCatchUp) void client.invalidateQueries();
      mustCatchUp = false;
    };
    here.addEventListener('open', onStanding);
    here.addEventListener('reload', () => void client.invalidateQueries());
    here.addEventListener('message', (message: MessageEvent<string>) => {
      apply(JSON.parse(message.data) as ChangeEvent);
    });
    here.addEventListener('error', () => {
      onLive(false);
      // While CONNECTING the browser tries again by itself and resumes with Last-Event-ID.
      if (here.readyState !== EventSource.CLOSED) return;
      here.close();
      mustCatchUp = true;
      clearTimeout(timer);
      timer = setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    });
  };
  // A browser tells at once that the network is gone; a stream over it may look open for minutes.
  const onOffline = () => onLive(false);
  const onOnline = () => {
    clearTimeout(timer);
    source?.close();
    mustCatchUp = true;
    connect();
  };
  connect();
  window.addEventListener('offline', onOffline);
  window.addEventListener('online', onOnline);
  return () => {
    stopped = true;
    clearTimeout(timer);
    window.removeEventListener('offline', onOffline);
    window.removeEventListener('online', onOnline);
    source?.close();
  };
}

function makeApplier(client: QueryClient): (event: ChangeEvent) => void {
  const touched = new Map<number, Set<number> | 'all'>();
  let folders = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let flushedAt = 0;
  let searchedAt = 0;
  let isSearchDue = false;

  // At most one in a while, and never none after the last change.
  const refreshSearches = () => {
    if (isSearchDue) return;
    isSearchDue = true;
    const wait = Math.max(0, searchedAt + SEARCH_REFRESH_MS - Date.now());
    setTimeout(() => {
      isSearchDue = false;
      searchedAt = Date.now();
      void askAgain(client, { queryKey: keys.allSearches });
    }, wait);
  };

  const flush = () => {
    timer = null;
    flushedAt = Date.now();
    if (folders || touched.size) void askAgain(client, { queryKey: keys.folders });
    folders = false;
    const conversations = new Set<number>();
    for (const [folderId, ids] of touched) {
      // A folder that another program deleted: its list is no more.
      refreshRows(client, folderId, ids === 'all' ? [] : [...ids]).catch(() =>
        client.removeQueries({ queryKey: keys.rows(folderId), type: 'inactive' }),
      );
      if (ids !== 'all') for (const id of ids) conversations.add(id);
    }
    for (const [list, ids] of touchedLists(client, touched))
      void refreshRows(client, list, ids).catch(() => {});
    const all = [...touched.values()].includes('all');
    touched.clear();
    void askAgain(client, {
      predicate: ({ queryKey }) =>
        queryKey[0] === 'conversation' && (all || conversations.has(Number(queryKey[1]))),
    });
    if (all || conversations.size > 0) refreshSearches();
  };

  return (event) => {
    if (event.kind === 'refused') {
      toast.error(event.text, { duration: 12_000 });
      return;
    }
    if (event.kind === 'draft') {
      tellDraftNews(event);
      return;
    }
    if (event.kind === 'outbox') {
      void askAgain(client, { queryKey: keys.outbox });
      return;
    }
    if (event.kind === 'settings') {
      void askAgain(client, { queryKey: keys.settings });
      return;
    }
    if (event.kind === 'account') void askAgain(client, { queryKey: keys.accounts });
    if (event.kind === 'conversations') {
      const held = touched.get(event.folderId);
      if (event.conversationIds.length === 0) touched.set(event.folderId, 'all');
      else if (held !== 'all')
        touched.set(event.folderId, new Set([...(held ?? []), ...event.conversationIds]));
    } else folders = true;
    if (timer !== null) return;
    timer = setTimeout(flush, Date.now() - flushedAt < BUSY_GATHER_MS ? BUSY_GATHER_MS : GATHER_MS);
  };
}

/** The loaded lists over all accounts that draw from touched folders, with what changed in them (nothing named: anything). */
function touchedLists(
  client: QueryClient,
  touched: ReadonlyMap<number, ReadonlySet<number> | 'all'>,
): [UnifiedList, number[]][] {
  const folders = client.getQueryData<FolderList>(keys.folders)?.folders ?? [];
  // A folder that was made a moment ago is not known here yet: it may be of any list.
  const strange = [...touched].flatMap(([id, ids]) => (folders.some((one) => one.id === id) ? [] : [ids]));
  return UNIFIED_LISTS.flatMap((list): [UnifiedList, number[]][] => {
    if (!client.getQueryData(keys.rows(list))) return [];
    const changes = [...foldersOf(list, folders).flatMap(({ id }) => touched.get(id) ?? []), ...strange];
    if (changes.length === 0) return [];
    return [[list, changes.includes('all') ? [] : changes.flatMap((ids) => (ids === 'all' ? [] : [...ids]))]];
  });
}
