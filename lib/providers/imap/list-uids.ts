// UID SEARCH ALL: which messages a folder has (RFC 3501 6.4.4).
import { type ImapConnection, inFolder } from './connection';

/** All UIDs of the folder, ascending. */
export function listUids(c: ImapConnection, path: string): Promise<number[]> {
  return inFolder(c, path, async () => {
    const uids = (await c.client.search({ all: true }, { uid: true })) || [];
    return uids.sort((a, b) => a - b);
  });
}
