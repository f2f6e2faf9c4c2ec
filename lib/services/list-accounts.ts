// A person's accounts with all that the settings show; never a password.
import type { AccountDetails, Identity } from '@/lib/contract/accounts';
import { type AccountRow, listAccountRows } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { listIdentities } from '@/lib/store/identities';

/** In the order in which they were added. */
export async function listAccounts(userId: number): Promise<AccountDetails[]> {
  const db = await store();
  const identities = await listIdentities(db, userId);
  return (await listAccountRows(db, userId)).map((row) => details(row, identities));
}

/** Field by field: what a row gains later is not sent to browsers by itself. */
export function details(row: AccountRow, identities: Identity[]): AccountDetails {
  return {
    id: row.id,
    address: row.address,
    name: row.name,
    color: row.color,
    paused: row.paused,
    opens: row.opens,
    state: row.state,
    stateText: row.stateText,
    username: row.username,
    protocol: row.protocol,
    imap: row.imap,
    smtp: row.smtp,
    smtpAccountId: row.smtpAccountId,
    identities: identities.filter(({ accountId }) => accountId === row.id),
  };
}
