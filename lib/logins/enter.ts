// Enters an account's server: with its password, or with a token that is renewed when it is due or when the server refuses it.
import { AppError, isAppError } from '@/lib/errors';
import type { ServerLogin } from '@/lib/providers/types';
import { store } from '@/lib/store/db';
import { freshToken } from './fresh-token';
import { type ServerKeys, serverLogin } from './server-login';

/**
 * Runs `use` with what enters the server. A token that the server refuses before its time (RFC 6750 3.1) is renewed and `use` runs once
 * more, so a refused log-in must have done nothing. Throws what `use` throws, and AppError when there is no token to be had.
 */
export async function enter<T>(
  account: ServerKeys,
  protocol: 'imap' | 'smtp',
  use: (login: ServerLogin) => Promise<T>,
): Promise<T> {
  const login = await serverLogin(account, protocol);
  try {
    return await use(login);
  } catch (error) {
    if (login.auth.kind !== 'token' || !isRefusal(error)) throw error;
    const accessToken = await freshToken(await store(), account.id, login.auth.accessToken);
    if (accessToken === null) throw error;
    return await use({ ...login, auth: { kind: 'token', accessToken } }).catch((again: unknown) => {
      throw isRefusal(again) ? notLetIn(login, again) : again;
    });
  }
}

const isRefusal = (error: unknown) => isAppError(error) && error.code === 'wrong-password';

const notLetIn = ({ host, username }: ServerLogin, cause: unknown) =>
  new AppError('wrong-password', { userMessage: `${host} does not let ${username} in.`, cause });
