// The OAuth2 providers of the configuration, made whole: what is the same for everybody at Google and Microsoft stands here.
import { toHostName } from '@/lib/contract/mail-domain';
import { env, type Env, type Preset } from './env';

/** A provider that people can sign in with. */
export interface OauthProvider {
  /** As in OAUTH_PROVIDERS and in the callback address. */
  id: string;
  /** What people read. */
  name: string;
  /** Its discovery document (OpenID Connect Discovery 4). */
  wellKnown: string;
  clientId: string;
  clientSecret: string | null;
  scope: string;
  /** More parameters of the authorization request, such as those that ask for a refresh token. */
  params: Record<string, string>;
  /** The claim that holds the mail address, which is also the user name at the mail server. */
  claim: string;
  /** Mail domains, in A-labels, whose people are offered this provider first. */
  domains: string[];
  /** Null: found like for any other address. */
  servers: Preset | null;
}

type Known = Omit<OauthProvider, 'id' | 'clientId' | 'clientSecret'>;

const MICROSOFT = 'https://outlook.office.com';
const KNOWN: Record<string, (given: { tenant: string }) => Known> = {
  google: () => ({
    name: 'Google',
    wellKnown: 'https://accounts.google.com/.well-known/openid-configuration',
    scope: 'openid email https://mail.google.com/',
    params: { access_type: 'offline', prompt: 'consent' },
    claim: 'email',
    domains: ['gmail.com', 'googlemail.com'],
    servers: {
      protocol: 'imap',
      imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
      smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
    },
  }),
  microsoft: ({ tenant }) => ({
    name: 'Microsoft',
    wellKnown: `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`,
    scope: `openid email profile offline_access ${MICROSOFT}/IMAP.AccessAsUser.All ${MICROSOFT}/POP.AccessAsUser.All ${MICROSOFT}/SMTP.Send`,
    params: { prompt: 'select_account' },
    claim: 'preferred_username',
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
    servers: {
      protocol: 'imap',
      imap: { host: 'outlook.office365.com', port: 993, security: 'tls' },
      smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    },
  }),
};

function whole(id: string, given: Env['OAUTH_PROVIDERS'][string]): OauthProvider {
  const { issuer = '', tenant = 'common', ...own } = given;
  const base: Known = KNOWN[id]?.({ tenant }) ?? {
    name: id,
    wellKnown: `${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`,
    scope: 'openid email offline_access',
    params: { prompt: 'consent' },
    claim: 'email',
    domains: [],
    servers: null,
  };
  const domains = (own.domains ?? base.domains).map((domain) => toHostName(domain) ?? domain);
  return { clientSecret: null, ...base, ...own, domains, id };
}

/** All providers, in the order of the configuration. */
export function oauthProviders(): OauthProvider[] {
  return Object.entries(env().OAUTH_PROVIDERS).map(([id, given]) => whole(id, given));
}

/** One of them, null when it is not (or not any more) configured. */
export function oauthProvider(id: string): OauthProvider | null {
  return oauthProviders().find((provider) => provider.id === id) ?? null;
}
