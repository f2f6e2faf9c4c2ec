// Which list of conversations a place shows. Where nothing is said it is the inbox: all inboxes of who has several accounts.
import type { Account, Folder } from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import type { Place } from './place-url';

/** Null where no list is shown, or the folder is not known (yet). */
export function shownList(place: Place, known: { accounts: Account[]; folders: Folder[] }): ListId | null {
  if (place.view === 'unified') return place.list;
  if (place.view !== 'folder') return null;
  return place.folderId ?? firstList(known);
}

/** Where a person is without having gone anywhere. */
function firstList({ accounts, folders }: { accounts: Account[]; folders: Folder[] }): ListId | null {
  if (accounts.length > 1) return 'inbox';
  return folders.find(({ role }) => role === 'inbox')?.id ?? null;
}

/** The place of a list. */
export function placeOf(list: ListId, conversationId: number | null): Place {
  if (typeof list === 'number') return { view: 'folder', folderId: list, conversationId };
  return { view: 'unified', list, conversationId };
}

/** The folders that a list draws from; of 'starred' that is any. */
export function foldersOf(list: ListId, folders: Folder[]): Folder[] {
  if (typeof list === 'number') return folders.filter(({ id }) => id === list);
  return list === 'starred' ? folders : folders.filter(({ role }) => role === list);
}
