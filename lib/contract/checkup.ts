// 'Test this account': what is tested, and one step with its outcome.
import { z } from 'zod';
import { MailAddress, ServerSettings } from './account';

/** What a person wants tested before it works: as the sign-in form has it. */
export const CheckRequest = z.object({
  address: MailAddress,
  password: z.string().max(1000),
  username: z.string().max(320).optional(),
  imap: ServerSettings.optional(),
  pop3: ServerSettings.optional(),
  smtp: ServerSettings.optional(),
});
export type CheckRequest = z.infer<typeof CheckRequest>;

/** One step. `said` are the server's own words, `advice` is one sentence about what to do. */
export const CheckStep = z.object({
  protocol: z.enum(['imap', 'pop3', 'smtp']),
  step: z.enum(['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'login', 'folders', 'messages']),
  outcome: z.enum(['ok', 'warning', 'failed']),
  text: z.string(),
  said: z.array(z.string()),
  advice: z.string().nullable(),
});
export type CheckStep = z.infer<typeof CheckStep>;
