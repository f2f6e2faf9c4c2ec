// RSET (RFC 1939 5): takes back all DELEs of this session.
import { ask, type Pop3Connection } from './connection';

/** Nothing is marked deleted any more. */
export async function rset(c: Pop3Connection): Promise<void> {
  await ask(c, 'RSET');
}
