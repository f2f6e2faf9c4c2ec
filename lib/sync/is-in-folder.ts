// Tells whether a folder has a message already, from the index alone.
import { dateOf, headerValue, messageIds, rawHeaders } from '@/lib/mime/parse-headers';
import type { Db } from '@/lib/store/db';
import type { FolderRow } from '@/lib/store/folders';
import { hasLocalDouble, hasRemoteDouble } from '@/lib/store/find-double';

/** `whole` is the digest of `octets` (message-digest.ts). Of a folder on a server: same size and id; without an id same size and date, and without a date it is not known. */
export async function isInFolder(db: Db, folder: FolderRow, octets: Buffer, whole: string): Promise<boolean> {
  if (await hasLocalDouble(db, folder.id, whole)) return true;
  const fields = rawHeaders(octets);
  const messageId = messageIds(headerValue(fields, 'Message-ID'))[0] ?? null;
  const date = dateOf(headerValue(fields, 'Date'));
  return hasRemoteDouble(db, folder.id, { messageId, date, octets: octets.length });
}
