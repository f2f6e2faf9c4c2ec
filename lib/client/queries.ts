// What the interface asks the server for, and under which keys react-query keeps it.
import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
  replaceEqualDeep,
} from '@tanstack/react-query';
import type { Body, Folder } from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import { api, ClientError } from './api';
import { placeNow } from './place';
import { keepOpen, type Pages } from './rows-cache';

/** The keys of the cache; events.ts and organize.ts patch what lies under them. */
export const keys = {
  folders: ['folders'] as const,
  rows: (list: ListId) => ['rows', list] as const,
  allRows: ['rows'] as const,
  search: (query: string, folderId: number | null) => ['search', query, folderId] as const,
  allSearches: ['search'] as const,
  conversation: (id: number) => ['conversation', id] as const,
  body: (messageId: number) => ['body', messageId] as const,
  outbox: ['outbox'] as const,
  settings: ['settings'] as const,
  accounts: ['accounts'] as const,
  providers: ['providers'] as const,
};

/** A client for one page view: the event stream keeps it fresh, so nothing is asked again by age or focus. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 30 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        networkMode: 'always',
        retry: (count, error) => count < 2 && error instanceof ClientError && error.status === 0,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

export const foldersQuery = queryOptions({
  queryKey: keys.folders,
  queryFn: ({ signal }) => api.folders(signal),
});

/** The conversations of a folder or of a list over all accounts, 50 a page. */
export const rowsQuery = (list: ListId) =>
  infiniteQueryOptions({
    queryKey: keys.rows(list),
    queryFn: ({ pageParam, signal }) => api.conversations(list, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** Results of a search; the last ones stay on screen while the next are fetched. */
export const searchQuery = (query: string, folderId: number | null) =>
  infiniteQueryOptions({
    queryKey: keys.search(query, folderId),
    queryFn: ({ pageParam, signal }) => api.search(query, folderId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 10_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    structuralSharing: (old, fresh) => {
      if (old === undefined) return fresh;
      const place = placeNow();
      const openId = place.view === 'search' ? place.conversationId : null;
      return replaceEqualDeep(old, keepOpen(old as Pages | undefined, fresh as Pages, openId));
    },
  });

/** The folder that its conversations are asked for with: Trash and Junk show their own messages alone. */
export const apartFolder = (folder: Folder | null): number | undefined =>
  folder?.role === 'trash' || folder?.role === 'junk' ? folder.id : undefined;

/** A conversation; `folderId` as `apartFolder` says. */
export const conversationQuery = (id: number, folderId?: number) =>
  queryOptions({
    queryKey: [...keys.conversation(id), folderId ?? null],
    queryFn: async ({ signal, client }) => {
      const { bodies, ...conversation } = await api.conversation(id, folderId ?? null, signal);
      keepBodies(client, bodies);
      return conversation;
    },
  });

export const bodyQuery = (messageId: number) =>
  queryOptions({ queryKey: keys.body(messageId), queryFn: ({ signal }) => api.body(messageId, signal) });

function keepBodies(client: QueryClient, bodies: Body[]): void {
  for (const body of bodies) client.setQueryData(bodyQuery(body.messageId).queryKey, body);
}

export const outboxQuery = queryOptions({
  queryKey: keys.outbox,
  queryFn: ({ signal }) => api.outbox(signal),
});

/** What this person set, kept on the server. Change it with `useSettings` (settings.ts). */
export const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => api.settings(signal),
});

/** Accounts with their servers and identities: for the settings and the composer. */
export const accountsQuery = queryOptions({
  queryKey: keys.accounts,
  queryFn: ({ signal }) => api.accounts(signal),
});

/** The providers that an account can be added with. */
export const providersQuery = queryOptions({
  queryKey: keys.providers,
  queryFn: ({ signal }) => api.providers(signal),
});

/**
 * Fetches a conversation and the bodies it will show, so that opening it waits for nothing. That may wait for the mail server: whoever
 * opens the conversation meanwhile asks for it by itself. Never throws.
 */
export async function prefetchConversation(
  client: QueryClient,
  id: number,
  folderId?: number,
): Promise<void> {
  const { queryKey } = conversationQuery(id, folderId);
  const isWanted = () => {
    const state = client.getQueryState(queryKey);
    return state?.fetchStatus !== 'fetching' && (state?.data === undefined || state.isInvalidated);
  };
  if (!isWanted()) return;
  // Below the conversation's key: what says that the conversation changed also says that this is old.
  const aheadKey = [...queryKey, 'ahead'];
  await client.prefetchQuery({
    queryKey: aheadKey,
    queryFn: async ({ signal }) => {
      const { conversation, bodies } = await api.ahead(id, folderId ?? null, signal);
      keepBodies(client, bodies);
      const isOld = client.getQueryState(aheadKey)?.isInvalidated === true;
      if (conversation && !isOld && isWanted()) client.setQueryData(queryKey, conversation);
      return null;
    },
    gcTime: 0,
  });
}
