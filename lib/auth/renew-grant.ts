// An account that is here gets a new grant: what waited for it goes on.
import { keepRefreshToken } from '@/lib/logins/keep-refresh-token';
import { wakeOutbox } from '@/lib/outbox/worker';
import type { AccountRow } from '@/lib/store/accounts';
import { type Db, durably } from '@/lib/store/db';
import { type OauthGrant, saveGrant } from '@/lib/store/oauth-grants';
import { hurryRetries } from '@/lib/store/outbox-queue';
import { engines } from '@/lib/sync/engines';

/** The grant was proved. An engine that runs well is left alone; one that waits after a refusal begins anew. */
export async function renewGrant(db: Db, account: AccountRow, grant: OauthGrant): Promise<void> {
  await durably(db, async (t) => saveGrant(t, account.id, await keepRefreshToken(t, account.id, grant)));
  await hurryRetries(db, account.id, Date.now());
  wakeOutbox();
  if (account.state !== 'online') await engines().start(account.id);
}
