// The access token of an account, renewed before it ends; one renewal at a time, because a refresh token may be good only once.
import { z } from 'zod';
import { AppError, isAppError } from '@/lib/errors';
import { renewToken } from '@/lib/providers/oauth/renew-token';
import { oauthProvider } from '@/lib/runtime/oauth-providers';
import { once } from '@/lib/runtime/once';
import { seal, unseal } from '@/lib/runtime/vault';
import { getAccountById, setAccountState } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { getGrant, type OauthGrant, replaceGrant } from '@/lib/store/oauth-grants';

/** Renewed so long before its end: a connection is not opened with a token that ends on the way. */
const MARGIN_MS = 60_000;

const Pair = z.object({ accessToken: z.string(), refreshToken: z.string().nullable() });
/** Both tokens of a grant. Without a refresh token the person signs in anew when it ends. */
export type TokenPair = z.infer<typeof Pair>;

/** As the store keeps it. */
export const sealTokens = (pair: TokenPair): string => seal(JSON.stringify(pair));
/** As they were sealed. */
export const openTokens = ({ secret }: OauthGrant): TokenPair => Pair.parse(JSON.parse(unseal(secret)));

const renewals = once('token-renewals', () => new Map<number, Promise<string | null>>());

/**
 * A token that is good for at least a minute; null for an account with a password. `refused` is one that a server did not take: another
 * is got then. Throws AppError 'wrong-password' when the person has to sign in again, a temporary one when the provider is away.
 */
export async function freshToken(db: Db, accountId: number, refused?: string): Promise<string | null> {
  const grant = await getGrant(db, accountId);
  if (!grant) return null;
  const { accessToken } = openTokens(grant);
  if (accessToken !== refused && grant.expiresAt - Date.now() > MARGIN_MS) return accessToken;
  const running = renewals.get(accountId) ?? renew(db, accountId, refused);
  renewals.set(accountId, running);
  try {
    return await running;
  } catch (error) {
    if (isAppError(error) && error.code === 'wrong-password') await tellOver(db, accountId, grant, error);
    throw error;
  } finally {
    if (renewals.get(accountId) === running) renewals.delete(accountId);
  }
}

/**
 * Says on the account that its grant is over: it may be the queue that learns of it, while a connection of before still brings mail and
 * keeps the engine from asking.
 */
async function tellOver(db: Db, accountId: number, grant: OauthGrant, error: AppError): Promise<void> {
  const newer = await getGrant(db, accountId);
  const account = await getAccountById(db, accountId);
  if (newer?.secret !== grant.secret || !account || account.paused) return;
  await setAccountState(db, accountId, 'wrong-password', error.userMessage, null);
}

async function renew(db: Db, accountId: number, refused: string | undefined): Promise<string | null> {
  // Read again: another renewal may have ended since the caller looked.
  const grant = await getGrant(db, accountId);
  if (!grant) return null;
  const provider = oauthProvider(grant.provider);
  if (!provider) throw over('The provider of this account is no longer set up here.');
  const { accessToken, refreshToken } = openTokens(grant);
  if (accessToken !== refused && grant.expiresAt - Date.now() > MARGIN_MS) return accessToken;
  if (refreshToken === null) throw over(`The sign-in with ${provider.name} has ended.`);
  const renewed = await renewToken(provider, refreshToken);
  const pair = { accessToken: renewed.accessToken, refreshToken: renewed.refreshToken ?? refreshToken };
  const next = { ...grant, secret: sealTokens(pair), expiresAt: renewed.expiresAt };
  for (let old = grant; !(await replaceGrant(db, accountId, old.secret, next)); ) {
    // The person signed in anew, or with a password, while the provider was asked: that counts.
    const newer = await getGrant(db, accountId);
    if (!newer) return null;
    const its = openTokens(newer);
    if (its.refreshToken !== refreshToken) return its.accessToken;
    // It goes on with the refresh token that was just traded in, of which only the successor is good.
    old = newer;
  }
  return pair.accessToken;
}

const over = (userMessage: string) => new AppError('wrong-password', { userMessage });
