// FETCH BODYSTRUCTURE of one message.

import type { MimePart } from '@/lib/mime/part';
import { readStructure } from './body-structure';
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
import { atom } from './send-command';

const ITEMS = ['UID', 'BODYSTRUCTURE'].map(atom);

/** The message's tree of parts; null when the server gives none, and when it is gone. */
export function fetchStructure(c: ImapConnection, path: string, uid: number): Promise<MimePart | null> {
  const run = async () => {
    let found: MimePart | null = null;
    await fetchRows(c, { command: 'UID FETCH', set: String(uid), items: ITEMS }, (answer) => {
      const structure = answer.cursor('BODYSTRUCTURE');
      if (!structure) return false;
      if (answer.uid === uid) found = readStructure(structure);
      return undefined;
    });
    return found;
  };
  return inFolder(c, path, run, [uid]);
}
