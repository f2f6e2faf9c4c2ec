// STAT (RFC 1939 5): how many messages the maildrop has, and how many octets.
import { ask, type Pop3Connection } from './connection';
import { answerError } from './errors';

/** Messages that are not marked deleted. */
export async function stat(c: Pop3Connection): Promise<{ count: number; octets: number }> {
  const [, count, octets] = /^(\d{1,10})\s+(\d{1,15})/u.exec(await ask(c, 'STAT')) ?? [];
  if (count === undefined) throw answerError(c.host, 'STAT');
  return { count: Number(count), octets: Number(octets) };
}
