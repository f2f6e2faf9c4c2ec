// Fetches what will likely be opened next, so that j, k and a click wait for nothing.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apartFolder, prefetchConversation } from '@/lib/client/queries';
import type { ConversationRow, Folder } from '@/lib/contract/mail';

/** Not before the list, or what was opened, is there. */
const LIST_MS = 800;
const READER_MS = 200;
/** About a screen of the list. */
const ROWS = 10;

/**
 * Of the list (a folder's, or null for others) its first rows, one after the other; of an open conversation (`at` in the list) its
 * neighbours. Answers what fetches one more.
 */
export function useReadAhead(
  rows: ConversationRow[],
  folder: Folder | null,
  at: number,
  isReading: boolean,
): (id: number) => Promise<void> {
  const client = useQueryClient();
  const folderId = apartFolder(folder);
  useEffect(() => {
    const wanted = isReading ? [rows[at + 1], rows[at - 1]] : rows.slice(0, ROWS);
    let isOver = false;
    const fetchAll = async () => {
      for (const row of wanted) {
        if (isOver) return;
        if (row) await prefetchConversation(client, row.id, folderId);
      }
    };
    const timer = setTimeout(() => void fetchAll(), isReading ? READER_MS : LIST_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, rows, folderId, at, isReading]);
  return (id) => prefetchConversation(client, id, folderId);
}
