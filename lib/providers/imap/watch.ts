// IDLE (RFC 2177): the server tells at once when the folder changes; any other verb ends it.
import type { FolderState } from '../types';
import { type ImapConnection, inFolder, onServer, whyNot } from './connection';
import { selected } from './select-folder';

/**
 * Selects the folder and idles at once, until another verb needs the connection; it never makes one wait. Without IDLE it asks every two
 * minutes. Where the folder had to be selected anew and `isCurrent` denies its state, it does not idle. Throws when the connection is
 * lost.
 */
export async function watch(
  c: ImapConnection,
  path: string,
  isCurrent: (state: FolderState) => boolean,
): Promise<'idled' | 'changed'> {
  const changed = await inFolder(c, path, async (isFresh) => isFresh && !isCurrent(await selected(c)));
  if (changed) return 'changed';
  // Verbs that queued meanwhile get the connection only after this: they end the IDLE, which therefore is of this folder.
  await onServer(c, () => c.client.idle());
  if (!c.usable) throw whyNot(c, '');
  return 'idled';
}

/** Asks for a sign of life; throws when there is none. */
export async function ping(c: ImapConnection): Promise<void> {
  await onServer(c, async () => {
    await c.client.noop();
    if (c.failure.last !== null || !c.usable) throw whyNot(c, `${c.host} does not answer.`);
  });
}
