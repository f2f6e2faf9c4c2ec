// Signing in: the mail server is the check. A log-in that it accepts opens (or makes) the account here.
import type { SignIn } from '@/lib/contract/account';
import { hurryOutbox } from '@/lib/outbox/hurry';
import { seal } from '@/lib/runtime/vault';
import { createAccount, findAccount, updateAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { createSession } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';
import { checkLogin, type ProvenLogin } from './check-login';
import type { Session } from './session';
import { mustBeWayIn } from './way-in';

/** Signs a person in from `ip`. Throws AppError with the sentence and the field to show it at. */
export async function authorize(form: SignIn, ip: string): Promise<Session> {
  const db = await store();
  const find = (proven: Pick<ProvenLogin, 'imap' | 'username'>) =>
    findAccount(db, proven.imap.host, proven.imap.port, proven.username);
  // Who comes again may read while sending does not work; what is typed for a new account is tried.
  const isNewAndTyped = async (proven: ProvenLogin) => form.smtp !== undefined && !(await find(proven));
  const { protocol, imap, smtp, username } = await checkLogin(form, ip, isNewAndTyped);
  const known = await find({ imap, username });
  if (known) mustBeWayIn(known, protocol);
  const secret = seal(form.password);
  // Its other server stays: it may have been set in the settings, and the form may hold a guess.
  if (known) {
    await updateAccount(db, known.id, { secret });
    await hurryOutbox(db, known.id);
  }
  const { address } = form;
  // Called by its address until its person names it: beside others the part before the @ may be the same.
  const fresh = { address, name: address, username, protocol, imap, smtp, secret };
  const account = known ?? (await createAccount(db, fresh));
  // An engine that runs well is left alone; one that waits after a refusal begins anew with the new password.
  if (known?.state !== 'online') await engines().start(account.id);
  return { userId: account.userId, sessionId: await createSession(db, account.userId, account.id) };
}
