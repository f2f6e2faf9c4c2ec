// next-auth: a mail address and its password, or a provider that the admin set up.
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { SignIn } from '@/lib/contract/account';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/runtime/log';
import { authorize } from './authorize';
import { clientIp } from './client-ip';
import { oauthOptions, onGrant } from './oauth-options';
import { authSecret } from './secret';
import { whatFailed } from './what-failed';

const FIELDS = [
  'address',
  'password',
  'username',
  'protocol',
  'imapHost',
  'imapPort',
  'imapSecurity',
  'smtpHost',
  'smtpPort',
  'smtpSecurity',
] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], string>>;

/** The flat form as the contract's shape; servers are left out when their host is. */
function toSignIn(fields: Fields): unknown {
  const server = (kind: 'imap' | 'smtp') =>
    fields[`${kind}Host`]
      ? { host: fields[`${kind}Host`], port: fields[`${kind}Port`], security: fields[`${kind}Security`] }
      : undefined;
  return {
    address: fields.address?.trim(),
    password: fields.password,
    username: fields.username?.trim() || undefined,
    protocol: fields.protocol || undefined,
    imap: server('imap'),
    smtp: server('smtp'),
  };
}

/** Names an input of the form: 'imap.host' -> 'imapHost'. */
const fieldName = (path: PropertyKey[]) =>
  path
    .map((piece, index) =>
      index === 0 ? String(piece) : String(piece).replace(/^./u, (c) => c.toUpperCase()),
    )
    .join('');

const fail = (code: string, message: string, field?: string) =>
  new Error(JSON.stringify({ code, message, field }));

/** Made on each call: the configuration is read when the server runs, not when it is built. */
export function authOptions(): NextAuthOptions {
  return {
    secret: authSecret(),
    session: { strategy: 'jwt', maxAge: 30 * 24 * 3600 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        name: 'Mail account',
        credentials: Object.fromEntries(FIELDS.map((name) => [name, { type: 'text' }])),
        async authorize(given, request) {
          const form = SignIn.safeParse(toSignIn((given ?? {}) as Fields));
          if (!form.success) {
            const issue = form.error.issues[0]!;
            throw fail('bad-request', issue.message, fieldName(issue.path));
          }
          const ip = clientIp(new Headers(request.headers as Record<string, string> | undefined));
          try {
            const { userId, sessionId } = await authorize(form.data, ip);
            return { id: String(userId), sessionId };
          } catch (error) {
            if (isAppError(error)) throw fail(error.code, error.userMessage, error.field);
            log.error({ error: String(error) }, 'sign-in');
            throw fail('internal', 'Pennypost could not sign you in just now. Try again in a moment.');
          }
        },
      }),
      ...oauthOptions(),
    ],
    callbacks: {
      signIn: ({ user, account, profile }) =>
        account?.type === 'oauth' ? onGrant(user, account, profile) : true,
      jwt: ({ token, user }) =>
        user ? { sub: user.id, sid: (user as { sessionId?: string }).sessionId } : token,
    },
    // What fails at a provider is told here only. The rest is about next-auth itself, and our own failures are logged where they happen.
    logger: {
      error: (code, detail) => log.warn(whatFailed(code, detail), 'next-auth'),
      warn: () => {},
      debug: () => {},
    },
  };
}
