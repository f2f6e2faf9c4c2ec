// The OAuth2 providers as next-auth wants them: authorization code with PKCE, state and nonce; what went wrong goes back sealed.
import type { Profile } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/runtime/log';
import { type OauthProvider, oauthProvider, oauthProviders } from '@/lib/runtime/oauth-providers';
import { seal, unseal } from '@/lib/runtime/vault';
import { authorizeGrant } from './authorize-grant';

const UNFINISHED = 'The sign-in with your provider was not finished. Try again.';

/** Providers of the configuration, for next-auth. */
export const oauthOptions = (): OAuthConfig<Profile>[] => oauthProviders().map(toConfig);

function toConfig(provider: OauthProvider): OAuthConfig<Profile> {
  const { id, name, wellKnown, clientId, clientSecret, scope, params } = provider;
  return {
    id,
    name,
    type: 'oauth',
    wellKnown,
    clientId,
    ...(clientSecret === null ? {} : { clientSecret }),
    ...(clientSecret === null ? { client: { token_endpoint_auth_method: 'none' as const } } : {}),
    authorization: { params: { scope, ...params } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    // Where the ID token has no address, the UserInfo endpoint has it (OpenID Connect Core 5.4).
    userinfo: {
      request: async ({ tokens, client }) => {
        const claims = tokens.id_token ? (JSON.parse(payloadOf(tokens.id_token)) as Profile) : {};
        if (provider.claim in claims || !tokens.access_token) return claims;
        return { ...claims, ...(await client.userinfo(tokens.access_token)) };
      },
    },
    profile: (profile) => ({ id: profile.sub ?? '' }),
  };
}

/** openid-client has checked signature, issuer, audience and nonce of the ID token before; here it is only read. */
const payloadOf = (token: string) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');

/**
 * next-auth's `signIn` for a provider: opens the account and puts who it is on `user`, or answers where to go with what went wrong.
 */
export async function onGrant(
  user: { id: string; sessionId?: string },
  tokens: { provider: string },
  claims: Profile | undefined,
): Promise<true | string> {
  const provider = oauthProvider(tokens.provider);
  if (!provider) return failurePage(UNFINISHED);
  try {
    const session = await authorizeGrant(provider, tokens, { ...claims });
    user.id = String(session.userId);
    user.sessionId = session.sessionId;
    return true;
  } catch (error) {
    if (isAppError(error)) return failurePage(error.userMessage);
    log.error({ error: String(error) }, 'sign-in with a provider');
    return failurePage('Pennypost could not sign you in just now. Try again in a moment.');
  }
}

/** Sealed: a link must not be able to put words of its own on our page. */
const failurePage = (message: string) => `/sign-in?failure=${encodeURIComponent(seal(message))}`;

/** What the sign-in page says after a provider sent somebody back without success; null when there is nothing to say. */
export function failureIn(params: { failure?: unknown; error?: unknown }): string | null {
  if (typeof params.failure === 'string')
    try {
      return unseal(params.failure);
    } catch {
      return UNFINISHED;
    }
  return typeof params.error === 'string' ? UNFINISHED : null;
}
