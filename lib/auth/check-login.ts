// Proves a log-in at the mail server itself, slowly enough that nobody can guess passwords through us.
import type { ServerSettings, SignIn } from '@/lib/contract/account';
import { AppError, isAppError } from '@/lib/errors';
import { checkLogin as checkSmtp } from '@/lib/providers/smtp/check-login';
import { trustIn } from '@/lib/runtime/admin-hosts';
import { type Attempt, takeAttempt } from './attempts';
import { findServers } from './find-servers';
import { tryIncoming } from './try-incoming';

/** A log-in that the mail server took. */
export interface ProvenLogin {
  protocol: SignIn['protocol'];
  imap: ServerSettings;
  smtp: ServerSettings;
  username: string;
}

/**
 * Signs in at the account's server, from `ip`, and where `alsoSmtp` says so at its outgoing one too. Throws AppError with the sentence and
 * the field of the form to show it at.
 */
export async function checkLogin(
  form: SignIn,
  ip: string,
  alsoSmtp: (proven: ProvenLogin) => boolean | Promise<boolean>,
): Promise<ProvenLogin> {
  const { protocol, imap, smtp } = await findServers(form);
  const username = form.username || form.address;
  const tried = await takeAttempt(username, ip);
  const login = (server: ServerSettings) => ({
    ...server,
    username,
    auth: { kind: 'password' as const, password: form.password },
    ...trustIn(server.host),
  });
  await attempt(tried, form.imap ? 'imapHost' : 'address', () => tryIncoming(protocol, login(imap)));
  const proven = { protocol, imap, smtp, username };
  if (await alsoSmtp(proven)) await attempt(tried, 'smtpHost', () => checkSmtp(login(smtp)));
  await tried.wasRight();
  return proven;
}

async function attempt(tried: Attempt, field: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isAppError(error) || error.code !== 'wrong-password') await tried.wasNoGuess();
    throw isAppError(error) ? atField(error, field) : error;
  }
}

/** The failure as the form shows it. A port that expects TLS from the first octet, or another protocol, may just be silent. */
export const atField = (error: AppError, field: string): AppError =>
  new AppError(error.code, {
    userMessage:
      error.code === 'timed-out' ? `${error.userMessage} Check port and security.` : error.userMessage,
    temporary: error.temporary,
    field: error.code === 'wrong-password' ? 'password' : field,
    cause: error,
  });
