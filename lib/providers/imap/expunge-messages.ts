// Deletes messages for good: \Deleted and UID EXPUNGE (RFC 4315), without harming what other clients marked.
import { type ImapConnection, inFolder, whyNot } from './connection';
import { searchSelected } from './search-selected';
import { uidSets } from './uid-sets';

/** Removes these messages from the folder. Those that are gone already are no error. */
export function expungeMessages(c: ImapConnection, path: string, uids: number[]): Promise<void> {
  const run = async () => {
    for (const set of uidSets(uids)) await expungeSelected(c, set);
  };
  return inFolder(c, path, run, uids);
}

/** As `expungeMessages`, with a sequence set of the folder that is selected. */
export async function expungeSelected(c: ImapConnection, set: string): Promise<void> {
  const refused = `${c.host} did not delete the message.`;
  // imapflow hands `silent` on to its STORE: our own change is no news.
  const options = { uid: true, silent: true };
  if (!c.capabilities.has('UIDPLUS')) {
    if (!(await c.client.messageFlagsAdd(set, ['\\Deleted'], options))) throw whyNot(c, refused);
    // A plain EXPUNGE would take along what others marked: then ours stay marked, which hides them as well.
    const marked = await searchSelected(c, { deleted: true });
    const ours = new Set(await searchSelected(c, { uid: set, deleted: true }));
    if (marked.some((uid) => !ours.has(uid))) return;
  }
  if (!(await c.client.messageDelete(set, options))) throw whyNot(c, refused);
}
