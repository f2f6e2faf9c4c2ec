// FETCH of flags alone (RFC 3501 6.4.5).
import type { RemoteFlags } from '../types';
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
import { toFlags } from './flags';

/** The flags of the messages with UIDs from `from` to `to`. */
export function fetchFlags(
  c: ImapConnection,
  path: string,
  range: { from: number; to: number },
): Promise<{ uid: number; flags: RemoteFlags }[]> {
  return inFolder(c, path, async () => {
    const rows: { uid: number; flags: RemoteFlags }[] = [];
    // On an empty folder some servers answer BAD to any range.
    if (c.client.mailbox && c.client.mailbox.exists === 0) return rows;
    const query = { uid: true, flags: true };
    for await (const row of fetchRows(c, `${range.from}:${range.to}`, query, { uid: true }))
      if (row.uid >= range.from && row.uid <= range.to)
        rows.push({ uid: row.uid, flags: toFlags(row.flags) });
    return rows;
  });
}
