// A real OpenID provider beside the lab: anybody may sign in as anybody there, and Dovecot asks it whether a token is good.
import type { Server } from 'node:http';
import Provider from 'oidc-provider';
import type { Lab } from './lab';
import { OIDC_SECRET } from './lab-files';

/** How it behaves. */
export interface OidcOptions {
  /** Where people may be sent back to. */
  redirectUris?: string[];
  /** How long an access token lasts; an hour when absent. */
  tokenSeconds?: number;
}

/** A running provider. */
export interface Oidc {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Tokens as a person gets who agrees. */
  grant(address: string): Promise<{ accessToken: string; refreshToken: string; grantId: string }>;
  /** The person takes back all that was granted. */
  revokeAll(): Promise<void>;
  /** How many refresh tokens were traded in. */
  renewals(): number;
  close(): Promise<void>;
}

/** Starts it on the lab's port for it: one at a time in a lab. */
export async function startOidc(lab: Lab, options: OidcOptions = {}): Promise<Oidc> {
  const issuer = `http://localhost:${lab.ports.oidc}`;
  const clientId = 'pennypost';
  const grants = new Set<string>();
  let renewals = 0;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: OIDC_SECRET,
        redirect_uris: options.redirectUris ?? ['http://localhost/unused'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email'] },
    // 'sub' is the address, because that is what Dovecot compares.
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, email: id }) }),
    features: {
      devInteractions: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    cookies: { keys: ['the lab signs cookies with this'] },
    ttl: {
      AccessToken: () => options.tokenSeconds ?? 3600,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
  });
  provider.on('grant.success', ({ oidc }) => {
    if (oidc.params?.grant_type === 'refresh_token') renewals++;
    if (oidc.entities.Grant) grants.add(oidc.entities.Grant.jti);
  });
  const server: Server = provider.listen(lab.ports.oidc, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    issuer,
    clientId,
    clientSecret: OIDC_SECRET,
    grant: async (address) => {
      const client = (await provider.Client.find(clientId))!;
      const grant = new provider.Grant({ accountId: address, clientId });
      grant.addOIDCScope('openid email offline_access');
      const grantId = await grant.save();
      grants.add(grantId);
      const about = { accountId: address, client, grantId, gty: 'authorization_code', scope: 'openid email' };
      return {
        accessToken: await new provider.AccessToken(about).save(),
        refreshToken: await new provider.RefreshToken(about).save(),
        grantId,
      };
    },
    revokeAll: async () => {
      for (const id of grants)
        for (const kind of [provider.AccessToken, provider.RefreshToken, provider.Grant] as const)
          await (kind === provider.Grant
            ? (await provider.Grant.find(id))?.destroy()
            : (kind as typeof provider.AccessToken).revokeByGrantId(id));
      grants.clear();
    },
    renewals: () => renewals,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
