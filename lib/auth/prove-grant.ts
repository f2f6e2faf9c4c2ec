// Proves a provider's grant at the mail server itself, entered with the token: the same check as for a password.
import { z } from 'zod';
import { MailAddress } from '@/lib/contract/account';
import { domainOf } from '@/lib/contract/mail-domain';
import { AppError, isAppError } from '@/lib/errors';
import { sealTokens } from '@/lib/logins/fresh-token';
import { findSettings } from '@/lib/providers/discovery/find-settings';
import { realWorld } from '@/lib/providers/discovery/world';
import { USUAL_LIFE_MS } from '@/lib/providers/oauth/renew-token';
import { isAdminHost, presetOf, trustIn } from '@/lib/runtime/admin-hosts';
import type { Preset } from '@/lib/runtime/env';
import type { OauthProvider } from '@/lib/runtime/oauth-providers';
import { seal } from '@/lib/runtime/vault';
import type { NewAccount } from '@/lib/store/accounts';
import { tryIncoming } from './try-incoming';
import { unknownServers } from './unknown-servers';

/** What the token endpoint answered (RFC 6749 5.1); `expires_at` in seconds, as next-auth counts it out. */
const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_at: z.number().optional(),
});

/** An account as its grant proved it. */
export type ProvenGrant = NewAccount & Required<Pick<NewAccount, 'protocol' | 'grant'>>;

/** The account that the claims name, entered with `given` tokens. Throws AppError with a sentence for the page that began it. */
export async function proveGrant(
  provider: OauthProvider,
  given: unknown,
  claims: Record<string, unknown>,
): Promise<ProvenGrant> {
  const { access_token: accessToken, refresh_token: refreshToken = null, expires_at } = Tokens.parse(given);
  const address = addressIn(provider, claims);
  const { protocol, imap, smtp } = await serversOf(provider, address);
  const auth = { kind: 'token', accessToken } as const;
  try {
    await tryIncoming(protocol, { ...imap, username: address, auth, ...trustIn(imap.host) });
  } catch (error) {
    if (!isAppError(error) || error.code !== 'wrong-password') throw error;
    const userMessage = `${provider.name} knows you as ${address}, but ${imap.host} does not let that account in.`;
    throw new AppError('wrong-password', { userMessage, cause: error });
  }
  const grant = {
    provider: provider.id,
    secret: sealTokens({ accessToken, refreshToken }),
    expiresAt: expires_at === undefined ? Date.now() + USUAL_LIFE_MS : expires_at * 1000,
  };
  return {
    address,
    name: address,
    username: address,
    protocol,
    imap,
    smtp,
    secret: seal(''),
    grant,
  };
}

/** The address of the claims. The mail server decides whether the token is good for it, so nothing else has to vouch for it. */
function addressIn(provider: OauthProvider, claims: Record<string, unknown>): string {
  for (const claim of [provider.claim, 'email', 'preferred_username']) {
    const address = MailAddress.safeParse(claims[claim]);
    if (address.success) return address.data;
  }
  throw new AppError('bad-request', {
    userMessage: `${provider.name} did not tell your mail address. Ask the administrator to set the claim that holds it.`,
  });
}

async function serversOf(provider: OauthProvider, address: string): Promise<Preset> {
  const domain = domainOf(address)!;
  const known = provider.servers ?? presetOf(domain);
  if (known) return known;
  // A token is worth as much as a password: it goes to no server that is only guessed.
  const found = await findSettings(address, realWorld());
  const incoming = found?.imap ?? found?.pop3;
  if (found?.smtp && incoming && (found.isSure || isAdminHost(incoming.host)))
    return { protocol: found.imap ? 'imap' : 'pop3', imap: incoming, smtp: found.smtp };
  throw new AppError('bad-request', {
    userMessage: unknownServers(domain, 'Ask the administrator to set them.'),
  });
}
