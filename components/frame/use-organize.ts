// What acting on the selection (or the open, or the focused conversation) means, and where the person is afterwards.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { t } from '@/components/messages/en';
import { organize } from '@/components/frame/organize';
import { type Action, takesAway } from '@/lib/client/organize-cache';
import { keys } from '@/lib/client/queries';
import type { Conversation, ConversationRow, Folder, OrganizeRequest } from '@/lib/contract/mail';
import type { Selection } from './selection';

/** An action by name; 'star-toggle' turns the star of the first one. */
export type Deed = Action | 'star-toggle';
/** Acts on what is selected unless `ids` says otherwise. */
export type Act = (deed: Deed, options?: { ids?: number[]; targetFolderId?: number }) => void;

type Target = Pick<ConversationRow, 'id' | 'folderId' | 'starred'>;

interface Situation {
  /** The list is this folder's; null in a search and over several folders. */
  folderId: number | null;
  /** In a list over all accounts the folders that it draws from: what leaves the list leaves all of them. */
  sources: Folder[];
  /** The list is the Trash folder's. */
  inTrash: boolean;
  rows: ConversationRow[];
  selection: Selection;
  conversationId: number | null;
  focusedId: number | null;
  openConversation: (id: number | null, replace?: boolean) => void;
}

/** In Trash, and nowhere else, deleting is for good: what is found elsewhere only goes to Trash. */
function meaningOf(deed: Deed, first: Target, inTrash: boolean): Action {
  if (deed === 'star-toggle') return first.starred ? 'unstar' : 'star';
  return deed === 'trash' && inTrash ? 'delete' : deed;
}

/** The open conversation where the list has not been loaded as far as it: after a reload, or by a link. */
function openedByLink(client: QueryClient, id: number, folderId: number | null): Target | null {
  const cached = client.getQueriesData<Conversation>({ queryKey: keys.conversation(id) });
  const messages = cached.find(([, conversation]) => conversation)?.[1]?.messages ?? [];
  const home = folderId ?? messages.at(-1)?.folderId;
  return home === undefined ? null : { id, folderId: home, starred: messages.some(({ starred }) => starred) };
}

export function useOrganize({
  folderId,
  sources,
  inTrash,
  rows,
  selection,
  conversationId,
  focusedId,
  openConversation,
}: Situation): Act {
  const client = useQueryClient();
  return (deed, options = {}) => {
    const one = conversationId ?? focusedId;
    const ids = options.ids ?? (selection.ids.size > 0 ? [...selection.ids] : one === null ? [] : [one]);
    const chosen: Target[] = rows.filter(({ id }) => ids.includes(id));
    if (
      conversationId !== null &&
      ids.includes(conversationId) &&
      !rows.some(({ id }) => id === conversationId)
    ) {
      const opened = openedByLink(client, conversationId, folderId);
      if (opened) chosen.push(opened);
    }
    const first = chosen[0];
    if (!first) return;
    const action = meaningOf(deed, first, inTrash);
    // Rows of a search, or of several accounts, stand in several folders: one request for each.
    const byFolder = new Map<number, number[]>();
    if (!takesAway(action) || sources.length === 0)
      for (const row of chosen) byFolder.set(row.folderId, [...(byFolder.get(row.folderId) ?? []), row.id]);
    else
      for (const source of sources)
        byFolder.set(
          source.id,
          chosen.map(({ id }) => id),
        );
    const requests: OrganizeRequest[] = [...byFolder].map(([folderId, conversationIds]) => ({
      action,
      folderId,
      conversationIds,
      messageIds: [],
      ...(options.targetFolderId ? { targetFolderId: options.targetFolderId } : {}),
    }));
    if (action === 'copy') selection.clear();
    else if (takesAway(action)) {
      selection.clear();
      // The next row takes the place of what went: the person reads on, and the focus is never lost.
      if (conversationId !== null && ids.includes(conversationId)) {
        const at = rows.findIndex(({ id }) => id === conversationId);
        const left = (row: ConversationRow | undefined) => row && !ids.includes(row.id);
        const next =
          at === -1 ? undefined : (rows.slice(at + 1).find(left) ?? rows.slice(0, at).reverse().find(left));
        openConversation(next?.id ?? null, true);
      }
    } else if (action === 'unread' && conversationId !== null && ids.includes(conversationId)) {
      openConversation(null);
    }
    void organize(client, requests, t.done[action](chosen.length));
  };
}
