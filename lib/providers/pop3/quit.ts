// QUIT (RFC 1939 6): enters the UPDATE state, in which the server deletes what is marked, and ends the session.
import { onServer, type Pop3Connection, readStatus, send } from './connection';

/** Resolves when the server has deleted what was marked; throws AppError when it says that it could not, or says nothing. */
export async function quit(c: Pop3Connection): Promise<void> {
  try {
    await onServer(c, async () => {
      send(c.line, 'QUIT');
      await readStatus(c.line);
    });
  } finally {
    c.drop();
  }
}
