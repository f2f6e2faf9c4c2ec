// UID MOVE (RFC 6851), else COPY and a safe EXPUNGE; answers the new UIDs where the server tells them (RFC 4315).
import { type ImapConnection, inFolder, whyNot } from './connection';
import { expungeSelected } from './expunge-messages';
import { uidSets } from './uid-sets';

/**
 * Moves messages; the answer maps old UIDs to new ones and is empty where the server does not say. Messages that are gone are passed
 * over. Throws 'refused-by-server' with the server's phrase when it says NO.
 */
export function moveMessages(
  c: ImapConnection,
  path: string,
  uids: number[],
  target: string,
): Promise<Map<number, number>> {
  const run = async () => {
    const newUids = new Map<number, number>();
    const canMove = c.capabilities.has('MOVE');
    for (const set of uidSets(uids)) {
      const done = canMove
        ? await c.client.messageMove(set, target, { uid: true })
        : await c.client.messageCopy(set, target, { uid: true });
      if (!done) throw whyNot(c, `${c.host} did not move the message to ${target}.`);
      if (!canMove) await expungeSelected(c, set);
      for (const [from, to] of done.uidMap ?? []) newUids.set(from, to);
    }
    return newUids;
  };
  return inFolder(c, path, run, uids);
}
