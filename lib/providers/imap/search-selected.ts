// UID SEARCH in the folder that is selected (RFC 3501 6.4.4).
import type { SearchObject } from 'imapflow';
import { type ImapConnection, whyNot } from './connection';

/** The UIDs that fit, ascending. A refused SEARCH throws: taken for 'no messages' it would empty the index. */
export async function searchSelected(c: ImapConnection, query: SearchObject): Promise<number[]> {
  const uids = await c.client.search(query, { uid: true });
  if (!Array.isArray(uids)) throw whyNot(c, `${c.host} does not search this folder.`);
  return uids;
}
