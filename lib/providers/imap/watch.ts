// IDLE (RFC 2177): the server tells at once when the folder changes; any other verb ends it.
import { type ImapConnection, inFolder, onServer, whyNot } from './connection';

/**
 * Selects the folder and idles at once, until another verb needs the connection; it never makes one wait. Renews itself; without IDLE
 * it asks every two minutes. Throws when the connection is lost.
 */
export async function watch(c: ImapConnection, path: string): Promise<void> {
  await inFolder(c, path, async () => {});
  // Verbs that queued meanwhile get the connection only after this: they end the IDLE, which therefore is of this folder.
  await onServer(c, () => c.client.idle());
  if (!c.usable) throw whyNot(c, '');
}

/** Asks for a sign of life; throws when there is none. */
export async function ping(c: ImapConnection): Promise<void> {
  await onServer(c, async () => {
    await c.client.noop();
    if (c.failure.last !== null || !c.usable) throw whyNot(c, `${c.host} does not answer.`);
  });
}
