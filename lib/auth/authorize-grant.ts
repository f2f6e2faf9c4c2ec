// Signing in with a provider's grant that the mail server took: it opens (or makes) the account here.
import { createAccount, findAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { createSession } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';
import type { ProvenGrant } from './prove-grant';
import { renewGrant } from './renew-grant';
import type { Session } from './session';
import { mustBeWayIn } from './way-in';

/** Signs a person in. Throws AppError with a sentence for the sign-in page. */
export async function authorizeGrant(proven: ProvenGrant): Promise<Session> {
  const db = await store();
  const known = await findAccount(db, proven.imap.host, proven.imap.port, proven.username);
  if (known) mustBeWayIn(known, proven.protocol);
  const account = known ?? (await createAccount(db, proven));
  if (known) await renewGrant(db, known, proven);
  else await engines().start(account.id);
  return { userId: account.userId, sessionId: await createSession(db, account.userId, account.id) };
}
