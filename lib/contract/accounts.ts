// The shapes of a person's accounts as the settings show and change them, and of the identities they write as.
import { z } from 'zod';
import { ServerSettings, SignIn } from './account';
import { AccountState } from './mail';

const id = z.number().int().positive();

/** How many colours there are to mark accounts with; `--color-account-N` of globals.css. */
export const ACCOUNT_COLORS = 8;

const color = z
  .number()
  .int()
  .min(0)
  .max(ACCOUNT_COLORS - 1);
/** One line of text: it goes into a header field. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'This has to be one line of text.');
const mailAddress = (field: string) => z.email(`${field} must be a mail address, such as ann@example.org.`);

/** What a person writes as. `replyTo` null: answers go to `address`. */
const identityFields = {
  name: line(200),
  address: mailAddress('The address'),
  replyTo: mailAddress('Reply-To').nullable(),
  signatureHtml: z.string().max(100_000).nullable(),
  signatureText: z.string().max(20_000),
  /** New messages of the account are written as this one. */
  isDefault: z.boolean(),
};
export const Identity = z.object({ id, accountId: id, ...identityFields });
export type Identity = z.infer<typeof Identity>;

/** A new identity; what is left out is empty. */
export const IdentityCreate = z.strictObject({
  ...identityFields,
  replyTo: identityFields.replyTo.default(null),
  signatureHtml: identityFields.signatureHtml.default(null),
  signatureText: identityFields.signatureText.default(''),
  isDefault: identityFields.isDefault.default(false),
});
export type IdentityCreate = z.infer<typeof IdentityCreate>;

/** Changes of an identity. `isDefault` can only be given away by another one's taking it. */
export const IdentityPatch = z.strictObject({ ...identityFields, isDefault: z.literal(true) }).partial();
export type IdentityPatch = z.infer<typeof IdentityPatch>;

/** An account as its owner sees it in the settings: all but the password. */
export const AccountDetails = z.object({
  id,
  address: z.string(),
  /** What the person calls it. */
  name: z.string(),
  color,
  paused: z.boolean(),
  /** Signing in with it opens this Pennypost. */
  opens: z.boolean(),
  state: AccountState,
  stateText: z.string().nullable(),
  username: z.string(),
  /** What the server that mail comes from (`imap`) speaks. */
  protocol: z.enum(['imap', 'pop3']),
  /** What it signs in with in place of a password; null: its password. */
  provider: z.object({ id: z.string(), name: z.string() }).nullable(),
  imap: ServerSettings,
  smtp: ServerSettings,
  /** The account whose SMTP server takes this one's mail; null: its own. */
  smtpAccountId: id.nullable(),
  identities: z.array(Identity),
});
export type AccountDetails = z.infer<typeof AccountDetails>;

/**
 * Linking an account: as signing in. `opens`: signing in with it opens this Pennypost (off for a mailbox that others can open, too). `join`
 * says yes to taking over one that was a Pennypost of its own.
 */
export const AccountAdd = SignIn.extend({
  name: line(100).optional(),
  opens: z.boolean().default(true),
  join: z.boolean().default(false),
});
export type AccountAdd = z.infer<typeof AccountAdd>;

/**
 * Asks to add an account with a provider of the configuration; `opens` and `join` as in AccountAdd. With `accountId`, to sign in to that one
 * again.
 */
export const ProviderLink = z.object({
  provider: z.string(),
  opens: z.boolean(),
  join: z.boolean(),
  accountId: id.nullable(),
});
export type ProviderLink = z.infer<typeof ProviderLink>;

/** A provider of the configuration, as forms offer it. */
export const Offer = z.object({
  id: z.string(),
  name: z.string(),
  /** Mail domains, in A-labels, whose people are offered it first. */
  domains: z.array(z.string()),
  /** Its server that mail comes from; null: found from the address. */
  host: z.string().nullable(),
});
export type Offer = z.infer<typeof Offer>;

/** Changes of an account. A new log-in (servers, user name, password) is tried before it is kept. */
export const AccountPatch = z
  .strictObject({
    name: line(100).min(1, 'Give the account a name.'),
    color,
    paused: z.boolean(),
    opens: z.boolean(),
    username: z.string().min(1).max(320),
    password: z.string().min(1).max(1000),
    imap: ServerSettings,
    smtp: ServerSettings,
    smtpAccountId: id.nullable(),
  })
  .partial();
export type AccountPatch = z.infer<typeof AccountPatch>;
