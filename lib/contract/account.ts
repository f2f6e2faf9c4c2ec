// The shapes of signing in and of server settings.
import { z } from 'zod';

/** One server: `tls` is implicit TLS (RFC 8314), `starttls` upgrades before anything else is said. */
export const ServerSettings = z.object({
  host: z.string().trim().min(1, 'Enter the server name.').max(255),
  port: z.coerce.number().int().min(1).max(65535),
  security: z.enum(['tls', 'starttls']),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

/** The sign-in form. Servers are absent when the address's domain has a preset. */
export const SignIn = z.object({
  address: z.email('Enter a mail address, such as ann@example.org.'),
  password: z.string().min(1, 'Enter the password.').max(1000),
  username: z.string().max(320).optional(),
  imap: ServerSettings.optional(),
  smtp: ServerSettings.optional(),
});
export type SignIn = z.infer<typeof SignIn>;
