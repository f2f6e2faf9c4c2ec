// NOOP (RFC 1939 5): asks whether the server is still there, and keeps it from ending the session for silence.
import { ask, type Pop3Connection } from './connection';

/** Throws AppError when it is not. */
export async function noop(c: Pop3Connection): Promise<void> {
  await ask(c, 'NOOP');
}
