// FETCH BODYSTRUCTURE of one message.
import type { MimePart } from '@/lib/mime/part';
import { type ImapConnection, inFolder } from './connection';
import { toPart } from './structure';

/** The message's tree of parts; null when the server gives none. */
export function fetchStructure(c: ImapConnection, path: string, uid: number): Promise<MimePart | null> {
  const run = async () => {
    const message = await c.client.fetchOne(String(uid), { uid: true, bodyStructure: true }, { uid: true });
    // `false` when the message is gone
    return message !== false && message.bodyStructure ? toPart(message.bodyStructure) : null;
  };
  return inFolder(c, path, run, [uid]);
}
