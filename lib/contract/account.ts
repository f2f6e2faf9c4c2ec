// The shapes of signing in and of server settings.
import { z } from 'zod';
import { domainOf, toHostName } from './mail-domain';

const PORTS = 'The port is a number from 1 to 65535.';

/** One server: `tls` is implicit TLS (RFC 8314), `starttls` upgrades before anything else is said. */
export const ServerSettings = z.object({
  host: z
    .string()
    .trim()
    .min(1, 'Enter the server name.')
    .max(255)
    .transform((text, ctx) => {
      const host = z.union([z.ipv4(), z.ipv6()]).safeParse(text).success ? text : toHostName(text);
      if (host === null)
        ctx.addIssue({ code: 'custom', message: 'This is no server name. One looks like imap.example.org.' });
      return host ?? z.NEVER;
    }),
  port: z.coerce
    .number('The port is a number, such as 993.')
    .int('The port is a whole number, such as 993.')
    .min(1, PORTS)
    .max(65535, PORTS),
  security: z.enum(['tls', 'starttls']),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

/**
 * A mail address as people write it: any script in both parts (RFC 6532), and a domain that DNS can be asked for.
 */
export const MailAddress = z
  .string()
  .trim()
  .max(320, 'This mail address is too long.')
  .refine((text) => domainOf(text) !== null, 'Enter a whole mail address, such as ann@example.org.')
  .refine((text) => !/[\s\p{Cc}<>,;:"()[\]\\]/u.test(text), 'A mail address has no spaces or brackets.');

/** The sign-in form. Servers are absent when the address's domain has a preset. */
export const SignIn = z.object({
  address: MailAddress,
  password: z.string().min(1, 'Enter the password.').max(1000),
  username: z.string().max(320).optional(),
  /** What the server that mail comes from speaks; it stands in `imap` either way. */
  protocol: z.enum(['imap', 'pop3']).default('imap'),
  imap: ServerSettings.optional(),
  smtp: ServerSettings.optional(),
});
export type SignIn = z.infer<typeof SignIn>;

/** What becomes of messages on a POP3 server once they are stored here; `days` counts for 'delete-after' only. */
export const Pop3Settings = z.object({
  mode: z.enum(['keep', 'delete', 'delete-after']),
  days: z.number().int().min(1, 'At least 1 day.').max(3650, 'At most 3650 days.'),
  /** How often new mail is looked for. */
  minutes: z.number().int().min(1, 'At least 1 minute.').max(1440, 'At most 1440 minutes.'),
});
export type Pop3Settings = z.infer<typeof Pop3Settings>;
