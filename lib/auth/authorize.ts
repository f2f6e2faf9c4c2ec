// Signing in: the mail server is the check. A log-in that it accepts opens (or makes) the account here.
import type { SignIn } from '@/lib/contract/account';
import { AppError, isAppError } from '@/lib/errors';
import { connect } from '@/lib/providers/imap/connect';
import { env } from '@/lib/runtime/env';
import { seal } from '@/lib/runtime/vault';
import { createAccount, findAccount, updateAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { createSession } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';
import { checkAttempts, clearFailures, countFailure } from './attempts';
import { findServers } from './find-servers';
import type { Session } from './session';

/** Signs a person in from `ip`. Throws AppError with the sentence and the field to show it at. */
export async function authorize(form: SignIn, ip: string): Promise<Session> {
  await checkAttempts(form.address, ip);
  const { imap, smtp } = await findServers(form);
  const username = form.username || form.address;
  try {
    const allowSelfSigned = env().ALLOW_SELF_SIGNED.includes(imap.host.toLowerCase());
    const connection = await connect({
      ...imap,
      username,
      auth: { kind: 'password', password: form.password },
      allowSelfSigned,
    });
    void connection.close();
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'wrong-password') await countFailure(form.address, ip);
    throw new AppError(error.code, {
      userMessage: error.userMessage,
      temporary: error.temporary,
      field: error.code === 'wrong-password' ? 'password' : form.imap ? 'imapHost' : 'address',
      cause: error,
    });
  }
  await clearFailures(form.address, ip);
  const db = await store();
  const known = await findAccount(db, imap.host, imap.port, username);
  const secret = seal(form.password);
  if (known) await updateAccount(db, known.id, { secret, smtp });
  const name = form.address.split('@')[0]!;
  const account =
    known ?? (await createAccount(db, { address: form.address, name, username, imap, smtp, secret }));
  // An engine that runs well is left alone; one that waits after a refusal begins anew with the new password.
  if (known?.state !== 'online') await engines().start(account.id);
  return { userId: account.userId, sessionId: await createSession(db, account.userId) };
}
