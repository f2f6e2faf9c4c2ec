// IDLE (RFC 2177): the server tells at once when the folder changes; any other verb ends it.
import { type ImapConnection, inFolder, onServer } from './connection';

/** Selects the folder and idles until another verb needs the connection. Throws when the connection is lost. */
export async function watch(c: ImapConnection, path: string): Promise<void> {
  await inFolder(c, path, async () => {});
  await onServer(c, () => c.client.idle({ whenFree: true }));
}

/** Asks for a sign of life. */
export async function ping(c: ImapConnection): Promise<void> {
  await onServer(c, () => c.client.noop());
}
