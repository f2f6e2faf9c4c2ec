// FETCH, answer by answer, giving others their turn (RFC 3501 6.4.5).
import type { FetchMessageObject, FetchQueryObject } from 'imapflow';
import type { ImapConnection } from './connection';
import { othersTurn } from './others-turn';

/** The answers to a FETCH in the folder that is selected. */
export async function* fetchRows(
  c: ImapConnection,
  range: string,
  query: FetchQueryObject,
  options: { uid?: boolean; changedSince?: bigint } = {},
): AsyncGenerator<FetchMessageObject> {
  const giveWay = othersTurn();
  for await (const row of c.client.fetch(range, query, options)) {
    const others = giveWay();
    if (others) await others;
    yield row;
  }
}
