// Signing in with a provider's grant: the mail server is the check here as well, entered with the token.
import { z } from 'zod';
import { MailAddress } from '@/lib/contract/account';
import { domainOf, localPartOf } from '@/lib/contract/mail-domain';
import { AppError, isAppError } from '@/lib/errors';
import { sealTokens } from '@/lib/logins/fresh-token';
import { findSettings } from '@/lib/providers/discovery/find-settings';
import { realWorld } from '@/lib/providers/discovery/world';
import { isAdminHost, presetOf } from '@/lib/runtime/admin-hosts';
import { env, type Preset } from '@/lib/runtime/env';
import type { OauthProvider } from '@/lib/runtime/oauth-providers';
import { seal } from '@/lib/runtime/vault';
import { createAccount, findAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { saveGrant } from '@/lib/store/oauth-grants';
import { createSession } from '@/lib/store/sessions';
import { engines } from '@/lib/sync/engines';
import { otherProtocol } from './authorize';
import type { Session } from './session';
import { tryIncoming } from './try-incoming';

/** What the token endpoint answered (RFC 6749 5.1); `expires_at` in seconds, as next-auth counts it out. */
const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_at: z.number().optional(),
});
/** Used where the provider does not say how long a token lasts. */
const USUAL_LIFE_MS = 3600_000;

/** Opens (or makes) the account that the claims name. Throws AppError with a sentence for the sign-in page. */
export async function authorizeGrant(
  provider: OauthProvider,
  given: unknown,
  claims: Record<string, unknown>,
): Promise<Session> {
  const tokens = Tokens.parse(given);
  const address = addressIn(provider, claims);
  const { protocol, imap, smtp } = await serversOf(provider, address);
  const auth = { kind: 'token', accessToken: tokens.access_token } as const;
  const allowSelfSigned = env().ALLOW_SELF_SIGNED.includes(imap.host.toLowerCase());
  try {
    await tryIncoming(protocol, { ...imap, username: address, auth, allowSelfSigned });
  } catch (error) {
    if (!isAppError(error) || error.code !== 'wrong-password') throw error;
    const userMessage = `${provider.name} knows you as ${address}, but ${imap.host} does not let that account in.`;
    throw new AppError('wrong-password', { userMessage, cause: error });
  }
  const db = await store();
  const known = await findAccount(db, imap.host, imap.port, address);
  if (known && !known.opens)
    throw new AppError('bad-request', {
      userMessage:
        'This account is part of a Pennypost that it does not open. Sign in with the other account.',
    });
  if (known && known.protocol !== protocol) throw otherProtocol(known.protocol);
  const grant = {
    provider: provider.id,
    secret: sealTokens({ accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? null }),
    expiresAt: tokens.expires_at === undefined ? Date.now() + USUAL_LIFE_MS : tokens.expires_at * 1000,
  };
  const name = localPartOf(address);
  const fresh = { address, name, username: address, protocol, imap, smtp, secret: seal(''), grant };
  const account = known ?? (await createAccount(db, fresh));
  if (known) await saveGrant(db, known.id, grant);
  if (known?.state !== 'online') await engines().start(account.id);
  return { userId: account.userId, sessionId: await createSession(db, account.userId, account.id) };
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
    userMessage: `The mail servers of ${domain} are not known here. Ask the administrator to set them.`,
  });
}
