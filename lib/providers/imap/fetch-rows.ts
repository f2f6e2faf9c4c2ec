// FETCH, answer by answer, giving others their turn (RFC 3501 6.4.5).
import { setImmediate } from 'node:timers/promises';
import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import type { ImapConnection } from './connection';

/** For so long one FETCH may keep the event loop. */
const LONGEST_MS = 5;

/**
 * The answers to a FETCH in the folder that is selected. A fast server's answers follow each other without a pause: nothing that
 * is awaited for them leaves the queue of microtasks, and timers and other connections would wait for hundreds of milliseconds.
 */
export async function* fetchRows(
  c: ImapConnection,
  range: string,
  query: FetchQueryObject,
  options: { uid?: boolean; changedSince?: bigint } = {},
): AsyncGenerator<FetchMessageObject> {
  let since = performance.now();
  for await (const row of c.client.fetch(range, query, options)) {
    if (performance.now() - since > LONGEST_MS) {
      await setImmediate();
      since = performance.now();
    }
    yield row;
  }
}
