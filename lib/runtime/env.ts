// The configuration, read from the environment and checked once; each error names the variable and what it should be.
import { z } from 'zod';
import { once } from './once';

const endpoint = z.object({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535),
  security: z.enum(['tls', 'starttls']),
});
/** `imap` or `pop3`; both come out as `imap`, the server that mail comes from, with what it speaks. */
const preset = z
  .object({ imap: endpoint.optional(), pop3: endpoint.optional(), smtp: endpoint })
  .transform(({ imap, pop3, smtp }, ctx) => {
    const incoming = imap ?? pop3;
    if (incoming) return { protocol: imap ? ('imap' as const) : ('pop3' as const), imap: incoming, smtp };
    ctx.addIssue({ code: 'custom', message: 'needs imap or pop3' });
    return z.NEVER;
  });
/** The servers of a domain or a provider. */
export type Preset = z.infer<typeof preset>;
/** `issuer` for any OpenID provider; 'google' and 'microsoft' know theirs (oauth-providers.ts). */
const oauth = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  issuer: z.url({ protocol: /^https?$/u }).optional(),
  tenant: z
    .string()
    .regex(/^[\w.-]+$/u)
    .optional(),
  name: z.string().min(1).max(60).optional(),
  scope: z.string().min(1).optional(),
  claim: z.string().min(1).optional(),
  domains: z.array(z.string().toLowerCase()).optional(),
  servers: preset.optional(),
});

/** A variable that holds JSON; absent is the empty object. */
const json = <S extends z.ZodType>(hint: string, schema: S) =>
  z
    .string()
    .default('{}')
    .transform((text, ctx) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        ctx.addIssue({ code: 'custom', message: hint });
        return z.NEVER;
      }
    })
    .pipe(schema);

const schema = z.object({
  APP_SECRET: z
    .string({
      error: 'APP_SECRET must be set: at least 32 random characters (for example: openssl rand -hex 32)',
    })
    .min(32, 'APP_SECRET must have at least 32 characters (for example: openssl rand -hex 32)'),
  APP_URL: z.url('APP_URL must be the address people open, such as https://mail.example.org').optional(),
  PORT: z.coerce.number('PORT must be a number from 1 to 65535').int().min(1).max(65535).default(3000),
  DATA_DIR: z.string().min(1).default('./data'),
  MAIL_SERVERS: json(
    'MAIL_SERVERS must be JSON: {"example.org":{"imap":{"host":…,"port":993,"security":"tls"},"smtp":{…}}}',
    z.record(z.string(), preset, 'MAIL_SERVERS must be an object from mail domain to {imap or pop3, smtp}'),
  ),
  OAUTH_PROVIDERS: json(
    'OAUTH_PROVIDERS must be JSON: {"google":{"clientId":…,"clientSecret":…},"club":{"issuer":"https://…",…}}',
    z
      .record(
        z.string().regex(/^[a-z0-9-]{1,40}$/u, 'a name has only a-z, 0-9 and hyphens'),
        oauth,
        'OAUTH_PROVIDERS must be an object from a name to a provider',
      )
      .superRefine((providers, ctx) => {
        for (const [id, { issuer }] of Object.entries(providers)) {
          // next-auth's own name for signing in with a password.
          if (id === 'credentials')
            ctx.addIssue({ code: 'custom', path: [id], message: 'this name is taken: choose another one' });
          if (!issuer && id !== 'google' && id !== 'microsoft')
            ctx.addIssue({
              code: 'custom',
              path: [id, 'issuer'],
              message: 'the address of the provider is missing',
            });
        }
      }),
  ),
  ALLOW_SELF_SIGNED: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter(Boolean),
    ),
  ISPDB_URL: z
    .union([z.literal('off'), z.url({ protocol: /^https$/u })], 'ISPDB_URL must be an https address, or off')
    .default('https://autoconfig.thunderbird.net/v1.1/')
    .transform((text) => (text === 'off' ? null : text.replace(/\/?$/u, '/'))),
  DNS_SERVERS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .refine(
      (servers) => servers.every((one) => /^(?:[\d.]+(?::\d+)?|\[[\da-f:.]+\](?::\d+)?)$/iu.test(one)),
      'DNS_SERVERS must be addresses of name servers, such as 192.0.2.53 or [2001:db8::53]:5353',
    ),
  CONNECTIONS_PER_ACCOUNT: z.coerce
    .number('CONNECTIONS_PER_ACCOUNT must be a number from 1 to 100')
    .int()
    .min(1)
    .max(100)
    .default(3),
  CONNECTIONS_BY_HOST: z
    .string()
    .default('{"imap.gmail.com":15,"imap.googlemail.com":15}')
    .transform((text, ctx) => {
      try {
        return JSON.parse(text.toLowerCase()) as unknown;
      } catch {
        ctx.addIssue({
          code: 'custom',
          message: 'CONNECTIONS_BY_HOST must be JSON: {"imap.example.org":5}',
        });
        return z.NEVER;
      }
    })
    .pipe(
      z.record(
        z.string(),
        z.number().int().min(1).max(100),
        'CONNECTIONS_BY_HOST must be an object from IMAP host to a number',
      ),
    ),
  BODY_CACHE_MB: z.coerce.number('BODY_CACHE_MB must be a number of megabytes').positive().default(200),
  MAX_MESSAGE_MB: z.coerce.number('MAX_MESSAGE_MB must be a number of megabytes').positive().default(25),
  LOG_LEVEL: z
    .enum(
      ['silent', 'error', 'warn', 'info', 'debug'],
      'LOG_LEVEL must be silent, error, warn, info or debug',
    )
    .default('info'),
});

/** The checked configuration. `MAIL_SERVERS` maps a mail domain to its preset. */
export type Env = z.infer<typeof schema>;

/** Checks a set of variables; throws an Error whose message has one line per wrong variable. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '');
    const where = issue.path.join('.');
    return issue.message.startsWith(name) ? issue.message : `${where}: ${issue.message}`;
  });
  throw new Error(`The configuration is not usable:\n  ${lines.join('\n  ')}`);
}

/** The process's configuration, checked on first use. */
export function env(): Env {
  return once('env', () => parseEnv(process.env));
}
