// UID SEARCH: which messages a folder has (RFC 3501 6.4.4).
import type { SearchObject } from 'imapflow';
import { type ImapConnection, inFolder, whyNot } from './connection';

/** The folder's UIDs, ascending; with `from` only those from there on. */
export function listUids(
  c: ImapConnection,
  path: string,
  options: { from?: number } = {},
): Promise<number[]> {
  const { from = 1 } = options;
  return inFolder(c, path, async () => {
    const uids = await searchSelected(c, from > 1 ? { uid: `${from}:*` } : { all: true });
    // 'from:*' names the last message even when it is below `from`
    return uids.filter((uid) => uid >= from);
  });
}

/** Searches the selected folder. A refused SEARCH throws: taken for 'no messages' it would empty the index. */
export async function searchSelected(c: ImapConnection, query: SearchObject): Promise<number[]> {
  const uids = await c.client.search(query, { uid: true });
  if (!Array.isArray(uids)) throw whyNot(c, `${c.host} does not search this folder.`);
  return uids;
}
