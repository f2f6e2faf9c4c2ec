// For tests: which messages a folder has on the server.
import { type ImapConnection, inFolder } from '../imap/connection';
import { searchSelected } from '../imap/search-selected';

/** The folder's UIDs, ascending. */
export const listUids = (c: ImapConnection, path: string): Promise<number[]> =>
  inFolder(c, path, () => searchSelected(c, { all: true }));
