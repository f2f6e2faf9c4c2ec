// UID STORE: adds and removes flags (RFC 3501 6.4.6). Safe to repeat; messages that are gone are passed over.
import { AppError } from '@/lib/errors';
import { type ImapConnection, inFolder } from './connection';

/** Sets and clears flags on messages. Throws 'refused-by-server' when the server says NO. */
export function storeFlags(
  c: ImapConnection,
  path: string,
  uids: number[],
  change: { add: string[]; remove: string[] },
): Promise<void> {
  return inFolder(c, path, async () => {
    const range = uids.join(',');
    const options = { uid: true, silent: false };
    if (change.add.length > 0) mustHold(await c.client.messageFlagsAdd(range, change.add, options), c, path);
    if (change.remove.length > 0)
      mustHold(await c.client.messageFlagsRemove(range, change.remove, options), c, path);
  });
}

function mustHold(done: boolean, c: ImapConnection, path: string): void {
  if (!done)
    throw new AppError('refused-by-server', { userMessage: `${c.host} does not allow changes in ${path}.` });
}
