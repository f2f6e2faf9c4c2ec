// What could be found about the servers of a mail address.
import { z } from 'zod';
import { ServerSettings } from './account';

/** Where settings come from, most trusted first. */
export const Source = z.enum(['preset', 'autoconfig', 'ispdb', 'srv', 'mx', 'probe']);
export type Source = z.infer<typeof Source>;

/** The servers of an address. At least one that receives is there; null is what nobody told. */
export const FoundServers = z.object({
  source: Source,
  /** What the provider calls itself. */
  name: z.string().nullable(),
  /** What to sign in with; often the address. */
  username: z.string(),
  imap: ServerSettings.nullable(),
  pop3: ServerSettings.nullable(),
  smtp: ServerSettings.nullable(),
  /** False when the person should look at them before the password goes there: a guess, or servers of another domain. */
  isSure: z.boolean(),
});
export type FoundServers = z.infer<typeof FoundServers>;

/** Asks for the servers of an address. */
export const FindServers = z.object({ address: z.string().max(320) });
