// The OAuth2 providers as next-auth wants them: authorization code with PKCE, state and nonce; what went wrong goes back sealed.
import type { Profile } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import { AppError, isAppError } from '@/lib/errors';
import { log } from '@/lib/runtime/log';
import { type OauthProvider, oauthProvider, oauthProviders } from '@/lib/runtime/oauth-providers';
import { seal, unseal } from '@/lib/runtime/vault';
import { authorizeGrant } from './authorize-grant';
import { type LinkAsk, linkAsked, linkGrant } from './link-grant';
import { proveGrant } from './prove-grant';

const INTERNAL = 'Pennypost could not sign you in just now. Try again in a moment.';
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
 * next-auth's `signIn` for a provider: opens the account, or adds it to the person who asked for that, and puts who it is on `user`; or
 * answers where to go with what went wrong.
 */
export async function onGrant(
  user: { id: string; sessionId?: string },
  tokens: { provider: string },
  claims: Profile | undefined,
): Promise<true | string> {
  let link: LinkAsk | null = null;
  try {
    link = await linkAsked(tokens.provider);
    const provider = oauthProvider(tokens.provider);
    if (!provider) throw new AppError('bad-request', { userMessage: UNFINISHED });
    const proven = await proveGrant(provider, tokens, { ...claims });
    const session = link ? await linkGrant(link, proven) : await authorizeGrant(proven);
    user.id = String(session.userId);
    user.sessionId = session.sessionId;
    return true;
  } catch (error) {
    if (!isAppError(error)) log.error({ error: String(error) }, 'sign-in with a provider');
    const message = isAppError(error) ? error.userMessage : INTERNAL;
    const field = isAppError(error) ? error.field : undefined;
    const failure = sealFailure({ message, field, opens: link?.opens });
    return `${link ? '/settings/accounts' : '/sign-in'}?${new URLSearchParams({ failure, provider: tokens.provider })}`;
  }
}

/** What went wrong at a provider, as a page shows it. */
const Failure = z.object({
  message: z.string(),
  field: z.string().optional(),
  /** Of an account that was to be added: whether it is a way in. */
  opens: z.boolean().optional(),
});
type Failure = z.infer<typeof Failure>;

/** Sealed: a link must not be able to put words of its own on our page. */
const sealFailure = (failure: { message: string; field: string | undefined; opens: boolean | undefined }) =>
  seal(JSON.stringify(failure), 'shown on a page');

/** What a page says after a provider sent somebody back without success; null when there is nothing to say. */
export function failureIn(params: { failure?: unknown; error?: unknown }): Failure | null {
  if (params.failure === undefined && params.error === undefined) return null;
  try {
    return Failure.parse(JSON.parse(unseal(String(params.failure), 'shown on a page')));
  } catch {
    return { message: UNFINISHED };
  }
}
