// An account that is here gets a new grant, and the servers it was proved for: what waited for it goes on.
import { isDeepStrictEqual } from 'node:util';
import { keepRefreshToken } from '@/lib/logins/keep-refresh-token';
import { hurryOutbox } from '@/lib/outbox/hurry';
import { type AccountRow, updateAccount } from '@/lib/store/accounts';
import { type Db, durably } from '@/lib/store/db';
import { saveGrant } from '@/lib/store/oauth-grants';
import { engines } from '@/lib/sync/engines';
import type { ProvenGrant } from './prove-grant';

/** An engine that runs well is left alone; one that waits after a refusal, or is at another server, begins anew. Throws AppError. */
export async function renewGrant(
  db: Db,
  account: AccountRow,
  { imap, smtp, grant }: ProvenGrant,
): Promise<void> {
  await durably(db, async (t) => {
    // Its token goes to its provider's servers only, whatever was set for a password before.
    await updateAccount(t, account.id, { imap, smtp });
    await saveGrant(t, account.id, await keepRefreshToken(t, account.id, grant));
  });
  await hurryOutbox(db, account.id);
  const isThere = account.state === 'online' && isDeepStrictEqual(account.imap, imap);
  if (!isThere) await engines().start(account.id);
}
