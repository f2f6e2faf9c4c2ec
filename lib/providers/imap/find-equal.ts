// Finds a message by its octets: whether an APPEND that was cut off has been done.
import { type ImapConnection, inFolder } from './connection';
import { searchSelected } from './search-selected';

/** The first message from UID `from` on that has exactly these octets; null when none has. */
export function findEqual(
  c: ImapConnection,
  path: string,
  from: number,
  raw: Buffer,
): Promise<number | null> {
  return inFolder(c, path, async () => {
    // What another connection added shows only after the server was asked for news.
    await c.client.noop();
    const uids = (await searchSelected(c, { uid: `${from}:*` })).filter((uid) => uid >= from);
    for (const uid of uids) {
      const { size } = (await c.client.fetchOne(String(uid), { size: true }, { uid: true })) || {};
      if (size !== raw.length) continue;
      const message = await c.client.fetchOne(String(uid), { source: true }, { uid: true });
      const source = message ? message.source : undefined;
      if (source?.equals(raw)) return uid;
    }
    return null;
  });
}
