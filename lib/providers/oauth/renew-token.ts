// Renews an access token with a refresh token (RFC 6749 6) at the provider's token endpoint (OpenID Connect Discovery 3).
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { once } from '@/lib/runtime/once';
import type { Allow } from '../network/guard';
import { type Fetched, type FetchOptions, guardedFetch } from '../network/guarded-fetch';

/** What is needed of a provider. */
export interface TokenProvider {
  name: string;
  wellKnown: string;
  clientId: string;
  clientSecret: string | null;
}

/** What came back. `refreshToken` is null when the old one stays in use. */
export interface RenewedToken {
  accessToken: string;
  refreshToken: string | null;
  /** Epoch ms. */
  expiresAt: number;
}

const METADATA_MS = 60 * 60_000;
/** How long an access token lasts where the provider does not say (RFC 6749 5.1 only recommends that it does). */
export const USUAL_LIFE_MS = 3600_000;

const Metadata = z.object({
  token_endpoint: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});
const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
});
const Refusal = z.object({ error: z.string() });

/** The admin named the provider: it may be inside the network. */
const allowAdmins: Allow = () => true;
const bounds = (provider: TokenProvider): FetchOptions => ({
  accept: 'application/json',
  maxOctets: 256 * 1024,
  timeoutMs: 10_000,
  maxRedirects: 0,
  httpsOnly: provider.wellKnown.startsWith('https:'),
  allow: allowAdmins,
});

const known = once(
  'oauth-metadata',
  () => new Map<string, { at: number; metadata: z.infer<typeof Metadata> }>(),
);

async function metadataOf(provider: TokenProvider): Promise<z.infer<typeof Metadata>> {
  const kept = known.get(provider.wellKnown);
  if (kept && Date.now() - kept.at < METADATA_MS) return kept.metadata;
  const answer = await guardedFetch(provider.wellKnown, bounds(provider));
  const metadata = Metadata.safeParse(jsonOf(answer));
  if (answer.status !== 200 || !metadata.success) throw unwell(provider);
  known.set(provider.wellKnown, { at: Date.now(), metadata: metadata.data });
  return metadata.data;
}

/**
 * Trades the refresh token for a new access token. Throws AppError: wrong-password when the provider says that the grant is over, a
 * temporary one when it cannot be asked or is unwell.
 */
export async function renewToken(provider: TokenProvider, refreshToken: string): Promise<RenewedToken> {
  const { token_endpoint, token_endpoint_auth_methods_supported: methods } = await metadataOf(provider);
  const { clientId, clientSecret } = provider;
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  // client_secret_basic is what every server must know (RFC 6749 2.3.1), unless it says that it does not.
  const isBasic = clientSecret !== null && (methods?.includes('client_secret_basic') ?? true);
  if (!isBasic) {
    form.set('client_id', clientId);
    if (clientSecret !== null) form.set('client_secret', clientSecret);
  }
  const answer = await guardedFetch(token_endpoint, {
    ...bounds(provider),
    form,
    ...(isBasic ? { authorization: basic(clientId, clientSecret) } : {}),
  });
  const body = jsonOf(answer);
  const tokens = Tokens.safeParse(body);
  if (answer.status === 200 && tokens.success) {
    const { access_token, refresh_token, expires_in = USUAL_LIFE_MS / 1000 } = tokens.data;
    return {
      accessToken: access_token,
      refreshToken: refresh_token ?? null,
      expiresAt: Date.now() + expires_in * 1000,
    };
  }
  // RFC 6749 5.2: only this one says that the person has to agree again; the others are about us or the provider.
  if (Refusal.safeParse(body).data?.error === 'invalid_grant')
    throw new AppError('wrong-password', { userMessage: `${provider.name} no longer lets Pennypost in.` });
  throw unwell(provider);
}

function jsonOf({ bytes }: Fetched): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

const unwell = ({ name }: TokenProvider) =>
  new AppError('connection-lost', { userMessage: `${name} does not answer as it should.`, temporary: true });
