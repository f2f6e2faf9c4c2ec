// The effect of a person's action on what is already on screen, at once and reversible.
import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, ConversationRow, OrganizeRequest } from '@/lib/contract/mail';
import type { FolderList } from './api';
import { keys } from './queries';
import { flattenRows, type Pages, patchRows, putRows, removeRows } from './rows-cache';

/** What a person can do to mail. */
export type Action = OrganizeRequest['action'];

const FLAG_ACTIONS: ReadonlySet<Action> = new Set(['read', 'unread', 'star', 'unstar']);

/** True for actions that take messages out of the folder. */
export const takesAway = (action: Action): boolean => !isMark(action) && action !== 'copy';

/** True for actions that only mark. */
export const isMark = (action: Action): boolean => FLAG_ACTIONS.has(action);

const removals = new Map<number, Map<number, number>>();

/** True while a person has taken the row away and the server has not answered yet. */
export function isBeingRemoved(row: Pick<ConversationRow, 'id' | 'folderId'>): boolean {
  return removals.get(row.folderId)?.has(row.id) ?? false;
}

/** Keeps rows out of a list that is read while their removal is on its way; returns the release. */
export function holdRemoval(folderId: number, ids: readonly number[]): () => void {
  const held = removals.get(folderId) ?? new Map<number, number>();
  removals.set(folderId, held);
  for (const id of ids) held.set(id, (held.get(id) ?? 0) + 1);
  return () => {
    for (const id of ids) {
      const left = (held.get(id) ?? 1) - 1;
      if (left > 0) held.set(id, left);
      else held.delete(id);
    }
  };
}

function markRow(row: ConversationRow, action: Action): ConversationRow {
  if (action === 'star' || action === 'unstar') return { ...row, starred: action === 'star' };
  const unread = action === 'unread';
  return { ...row, unread, senders: row.senders.map((sender) => ({ ...sender, unread })) };
}

function markConversation(
  conversation: Conversation,
  action: Action,
  messageIds: ReadonlySet<number> | null,
): Conversation {
  const messages = conversation.messages.map((message) => {
    if (messageIds && !messageIds.has(message.id)) return message;
    if (action === 'star' || action === 'unstar') return { ...message, starred: action === 'star' };
    return { ...message, seen: action === 'read' };
  });
  return { ...conversation, messages };
}

/** After marking single messages a row says what its messages say. */
function rowAfterMessages(row: ConversationRow, conversation: Conversation): ConversationRow {
  return {
    ...row,
    unread: conversation.messages.some((message) => !message.seen),
    starred: conversation.messages.some((message) => message.starred),
  };
}

function countUnread(client: QueryClient, folderId: number, by: number): void {
  if (by === 0) return;
  client.setQueryData<FolderList>(keys.folders, (list) =>
    list
      ? {
          ...list,
          folders: list.folders.map((folder) =>
            folder.id === folderId ? { ...folder, unread: Math.max(0, folder.unread + by) } : folder,
          ),
        }
      : list,
  );
}

/** Applies an action to every cached list and conversation; returns what puts it all back. */
export function applyAction(client: QueryClient, request: OrganizeRequest): () => void {
  // Nothing leaves where it is; the copy shows with the server's answer.
  if (request.action === 'copy') return () => {};
  const { action, folderId } = request;
  const conversationIds = new Set(request.conversationIds);
  const messageIds = new Set(request.messageIds);
  const mark = isMark(action);
  const undos: (() => void)[] = [];
  const conversationOf = new Map<number, Conversation>();

  for (const [key, conversation] of client.getQueriesData<Conversation>({ queryKey: ['conversation'] })) {
    if (!conversation) continue;
    const whole = conversationIds.has(conversation.id);
    const some = !whole && conversation.messages.some((message) => messageIds.has(message.id));
    if (!whole && !some) continue;
    const next = mark
      ? markConversation(conversation, action, whole ? null : messageIds)
      : some
        ? {
            ...conversation,
            messages: conversation.messages.filter((message) => !messageIds.has(message.id)),
          }
        : conversation;
    conversationOf.set(conversation.id, next);
    client.setQueryData(key, next);
    undos.push(() => client.setQueryData(key, conversation));
  }

  const leaves = (id: number) =>
    conversationIds.has(id) ||
    (conversationOf.has(id) && !conversationOf.get(id)!.messages.some((m) => m.folderId === folderId));
  const touched = new Set([...conversationIds, ...conversationOf.keys()]);
  const goes = mark ? new Set<number>() : new Set([...touched].filter(leaves));

  let unreadBefore = 0;
  let unreadAfter = 0;
  for (const [key, pages] of client.getQueriesData<Pages>({
    predicate: ({ queryKey }) => queryKey[0] === 'rows' || queryKey[0] === 'search',
  })) {
    if (!pages) continue;
    const before = flattenRows(pages).filter((row) => touched.has(row.id));
    if (before.length === 0) continue;
    const isFolder = key[0] === 'rows' && typeof key[1] === 'number';
    // A list over all accounts has rows of many folders; starred ones and results of a search stay wherever they go.
    const stays = key[0] === 'search' || key[1] === 'starred';
    const home = isFolder ? key[1] === folderId : !stays || (action !== 'archive' && action !== 'move');
    const here = (row: ConversationRow) => isFolder || stays || row.folderId === folderId;
    const going = new Set(before.filter((row) => goes.has(row.id) && here(row)).map(({ id }) => id));
    const marked = mark
      ? patchRows(pages, touched, (row) =>
          conversationIds.has(row.id)
            ? markRow(row, action)
            : rowAfterMessages(row, conversationOf.get(row.id)!),
        )
      : home
        ? removeRows(pages, going)
        : pages;
    if (marked === pages) continue;
    if (key[0] === 'rows' && key[1] === folderId) {
      unreadBefore = before.filter((row) => row.unread).length;
      unreadAfter = flattenRows(marked).filter((row) => touched.has(row.id) && row.unread).length;
    }
    client.setQueryData(key, marked);
    undos.push(() => client.setQueryData<Pages>(key, (now) => (now ? putRows(now, before) : now)));
  }
  countUnread(client, folderId, unreadAfter - unreadBefore);
  undos.push(() => countUnread(client, folderId, unreadBefore - unreadAfter));

  return () => {
    for (const undo of undos.reverse()) undo();
  };
}
