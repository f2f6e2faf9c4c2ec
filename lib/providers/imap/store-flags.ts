// UID STORE: adds and removes flags (RFC 3501 6.4.6). Safe to repeat; messages that are gone are passed over.
import { type ImapConnection, inFolder, whyNot } from './connection';
import { uidSets } from './uid-sets';

/** Sets and clears flags on messages. Throws 'refused-by-server' with the server's phrase when it says NO. */
export function storeFlags(
  c: ImapConnection,
  path: string,
  uids: number[],
  change: { add: string[]; remove: string[] },
): Promise<void> {
  const run = async () => {
    // Silent: our own change is no news.
    const options = { uid: true, silent: true };
    const refused = `${c.host} does not allow this change in ${path}.`;
    for (const set of uidSets(uids)) {
      if (change.add.length > 0 && !(await c.client.messageFlagsAdd(set, change.add, options)))
        throw whyNot(c, refused);
      if (change.remove.length > 0 && !(await c.client.messageFlagsRemove(set, change.remove, options)))
        throw whyNot(c, refused);
    }
  };
  return inFolder(c, path, run, uids);
}
