// Signing in again does not lose what renews the sign-in: many providers give a refresh token only the first time.
import { getGrant, type OauthGrant } from '@/lib/store/oauth-grants';
import type { Db } from '@/lib/store/db';
import { openTokens, sealTokens } from './fresh-token';

/** `fresh` as it is to be stored for this account: without a refresh token of its own it takes over the stored one of the same provider. */
export async function keepRefreshToken(db: Db, accountId: number, fresh: OauthGrant): Promise<OauthGrant> {
  const stored = await getGrant(db, accountId);
  const pair = openTokens(fresh);
  if (stored?.provider !== fresh.provider || pair.refreshToken !== null) return fresh;
  return { ...fresh, secret: sealTokens({ ...pair, refreshToken: refreshTokenIn(stored) }) };
}

function refreshTokenIn(stored: OauthGrant): string | null {
  try {
    return openTokens(stored).refreshToken;
  } catch {
    // Sealed with another APP_SECRET: signing in again is the way out of that.
    return null;
  }
}
