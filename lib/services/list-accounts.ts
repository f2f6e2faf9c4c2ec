// A person's accounts with all that the settings show; never a password.
import type { AccountDetails, Identity } from '@/lib/contract/accounts';
import { oauthProvider } from '@/lib/runtime/oauth-providers';
import { type AccountRow, listAccountRows } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { listIdentities } from '@/lib/store/identities';
import { listGrantProviders } from '@/lib/store/oauth-grants';

/** In the order in which they were added. */
export async function listAccounts(userId: number): Promise<AccountDetails[]> {
  const db = await store();
  const beside = await besideAccounts(db, userId);
  return (await listAccountRows(db, userId)).map((row) => details(row, beside));
}

interface Beside {
  identities: Identity[];
  /** By account id. */
  providers: ReadonlyMap<number, string>;
}

/** What a person's accounts have in other tables. */
export async function besideAccounts(db: Db, userId: number): Promise<Beside> {
  return {
    identities: await listIdentities(db, userId),
    providers: await listGrantProviders(db, userId),
  };
}

/** Field by field: what a row gains later is not sent to browsers by itself. */
export function details(row: AccountRow, { identities, providers }: Beside): AccountDetails {
  const provider = providers.get(row.id);
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
    provider: provider ? { id: provider, name: oauthProvider(provider)?.name ?? provider } : null,
    imap: row.imap,
    smtp: row.smtp,
    smtpAccountId: row.smtpAccountId,
    identities: identities.filter(({ accountId }) => accountId === row.id),
  };
}
