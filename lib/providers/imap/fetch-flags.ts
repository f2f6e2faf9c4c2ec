// FETCH of flags alone (RFC 3501 6.4.5).
import type { RemoteFlags } from '../types';
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
import { readFlagsRow } from './flags';
import { atom } from './send-command';

/** The flags of the messages with UIDs from `from` to `to`. */
export function fetchFlags(
  c: ImapConnection,
  path: string,
  { from, to }: { from: number; to: number },
): Promise<{ uid: number; flags: RemoteFlags }[]> {
  return inFolder(c, path, async () => {
    const rows: { uid: number; flags: RemoteFlags }[] = [];
    // On an empty folder some servers answer BAD to any range.
    if (c.client.mailbox && c.client.mailbox.exists === 0) return rows;
    await lookAtFlags(c, { set: `${from}:${to}`, byUid: true }, (row) => {
      if (row.uid >= from && row.uid <= to) rows.push(row);
    });
    return rows;
  });
}

/** Calls with the flags of each message of `set`, in the folder that is selected. */
export function lookAtFlags(
  c: ImapConnection,
  { set, byUid }: { set: string; byUid: boolean },
  onRow: (row: { uid: number; flags: RemoteFlags }) => void,
): Promise<void> {
  const items = ['UID', 'FLAGS'].map(atom);
  return fetchRows(c, { command: byUid ? 'UID FETCH' : 'FETCH', set, items }, (answer) => {
    const row = readFlagsRow(answer);
    if (!row) return false;
    onRow(row);
    return undefined;
  });
}
