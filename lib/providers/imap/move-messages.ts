// UID MOVE (RFC 6851), else COPY and a safe EXPUNGE; answers the new UIDs where the server tells them (RFC 4315).
import { AppError } from '@/lib/errors';
import { type ImapConnection, inFolder } from './connection';
import { expungeSelected } from './expunge-messages';

/** Moves messages; the answer maps old UIDs to new ones and is empty where the server does not say. */
export function moveMessages(
  c: ImapConnection,
  path: string,
  uids: number[],
  target: string,
): Promise<Map<number, number>> {
  return inFolder(c, path, async () => {
    const range = uids.join(',');
    const moves = c.capabilities.has('MOVE');
    const done = moves
      ? await c.client.messageMove(range, target, { uid: true })
      : await c.client.messageCopy(range, target, { uid: true });
    if (!done)
      throw new AppError('refused-by-server', {
        userMessage: `${c.host} did not move the message to ${target}.`,
      });
    if (!moves) await expungeSelected(c, uids);
    return done.uidMap ?? new Map();
  });
}
