// The shapes of writing and sending: drafts, uploads, outbox items.
import { z } from 'zod';
import { Address } from './mail';

const id = z.number().int().positive();

/** What POST /api/uploads is told of a file; its octets follow in pieces. */
export const UploadStart = z.object({
  name: z.string().max(1000),
  type: z.string().max(200),
  size: z.number().int().positive(),
  contentId: z
    .string()
    .regex(/^[\w.@-]{1,100}$/u)
    .nullable(),
});
export type UploadStart = z.infer<typeof UploadStart>;

/** A file uploaded for a draft; `id` is given by POST /api/uploads. */
export const Upload = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  contentId: z.string().nullable(),
});
export type Upload = z.infer<typeof Upload>;

/** How far an upload has come: `received` octets are safe, and the next piece begins there. */
export const UploadProgress = z.object({ upload: Upload, received: z.number().int() });
export type UploadProgress = z.infer<typeof UploadProgress>;

/** What a person has typed. `key` is made in the browser and stays with the draft for life. */
export const Draft = z.object({
  key: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
  accountId: id,
  /** What it is written as, one of the account's identities; absent: the account's default. */
  identityId: id.optional(),
  mode: z.enum(['new', 'reply', 'reply-all', 'forward', 'forward-attachment']),
  /** The message replied to or forwarded. */
  originalId: id.nullable(),
  to: z.array(Address),
  cc: z.array(Address),
  bcc: z.array(Address),
  subject: z.string().max(2000),
  html: z.string().nullable(),
  text: z.string(),
  uploads: z.array(Upload),
  /** Epoch ms of the last keystroke: the newest wins. */
  editedAt: z.number(),
  /** Asks the servers on the way to report success as well as failure (RFC 3461). */
  requestDeliveryNotice: z.boolean().optional(),
  /** Asks the reader's program to say that the message was shown (RFC 8098). */
  requestReadReceipt: z.boolean().optional(),
  /** Hand over only where every further server must use verified TLS too (RFC 8689). */
  requireTls: z.boolean().optional(),
  /** Importance (RFC 2156 5.3.6); absent is normal. */
  priority: z.enum(['high', 'normal', 'low']).optional(),
  /** The message of another mail program in Drafts that this draft continues, and takes the place of. */
  sourceId: id.optional(),
});
export type Draft = z.infer<typeof Draft>;

/**
 * Why a version was kept: 'earlier' as time went by, 'conflict' beside a newer one of another window or device, 'elsewhere' of another
 * mail program, 'restored' before an older one was taken back, 'discarded' with its draft.
 */
export const VersionReason = z.enum(['earlier', 'conflict', 'elsewhere', 'restored', 'discarded']);
export type VersionReason = z.infer<typeof VersionReason>;

/** A version of a draft in its history. */
export const DraftVersion = z.object({
  id,
  reason: VersionReason,
  keptAt: z.number(),
  editedAt: z.number(),
  subject: z.string(),
  /** The first characters of its text. */
  excerpt: z.string(),
});
export type DraftVersion = z.infer<typeof DraftVersion>;

/** Who is suggested while a recipient is typed: a person, or (`members`, without an address) a group. */
export const Suggestion = Address.extend({ members: z.array(Address).optional() });
export type Suggestion = z.infer<typeof Suggestion>;

/** A group of people to write to by one name. */
export const ContactGroup = z.object({
  id,
  name: z.string().trim().min(1).max(100),
  people: z.array(Address).max(500),
});
export type ContactGroup = z.infer<typeof ContactGroup>;
export const ContactGroupValues = ContactGroup.omit({ id: true });
export type ContactGroupValues = z.infer<typeof ContactGroupValues>;

/** A text to begin with; `{{name}}` and the like are filled in when it is used. */
export const Template = z.object({
  id,
  name: z.string().trim().min(1).max(100),
  subject: z.string().max(2000),
  html: z.string().max(200_000),
});
export type Template = z.infer<typeof Template>;
export const TemplateValues = Template.omit({ id: true });
export type TemplateValues = z.infer<typeof TemplateValues>;

/** Sending: the idempotency key makes a second click, tab or retry the same send. */
export const SendRequest = z.object({
  draft: Draft,
  idempotencyKey: z.string().min(8).max(100),
  /** Epoch ms: not before this time; absent is now, after the undo window. */
  sendAt: z.number().int().positive().optional(),
});
export type SendRequest = z.infer<typeof SendRequest>;

export const OutboxState = z.enum([
  'held',
  'queued',
  'sending',
  'sent',
  'filed',
  'retry',
  'failed',
  'unclear',
  'cancelled',
]);
export type OutboxState = z.infer<typeof OutboxState>;

/** How it stands with one recipient, and the server's own words about a refusal (RFC 5321 4.2, RFC 3463). */
export const OutboxRecipient = z.object({
  address: z.string(),
  state: z.enum(['waiting', 'accepted', 'refused']),
  code: z.number().int().nullable(),
  text: z.string(),
  /** What the refusal means, in one plain sentence. */
  explanation: z.string().nullable(),
});
export type OutboxRecipient = z.infer<typeof OutboxRecipient>;

export const OutboxItem = z.object({
  id,
  accountId: id,
  state: OutboxState,
  subject: z.string(),
  to: z.array(Address),
  createdAt: z.number(),
  /** The time that the person chose; null for at once. */
  sendAt: z.number().nullable(),
  /** When the next attempt is due, or until when the undo window or the plan holds. */
  nextTryAt: z.number().nullable(),
  /** Its mail server asked for less: nothing is handed to it before this. */
  pausedUntil: z.number().nullable(),
  firstTryAt: z.number().nullable(),
  acceptedAt: z.number().nullable(),
  attempts: z.number().int(),
  /** Set when a planned message left more than a minute after its time, by how much. */
  lateMs: z.number().nullable(),
  /** Tried in vain for hours: the person should know. */
  isDelayed: z.boolean(),
  /** The server's own words: status code and phrase (RFC 5321 4.2). */
  responseCode: z.number().int().nullable(),
  responseText: z.string().nullable(),
  /** One plain sentence. */
  reason: z.string().nullable(),
  recipients: z.array(OutboxRecipient),
  /** Of an unclear message: where a copy was seen, which speaks for its having left. */
  seenIn: z.string().nullable(),
  /** A notice about it came back, which only a message that has left brings about. */
  isNoticed: z.boolean(),
  /** Recipients that a notice which came back later says it did not reach. */
  undelivered: z.array(z.string()),
});
export type OutboxItem = z.infer<typeof OutboxItem>;

/** What a person does to messages of the outbox, one or many. */
export const OutboxRequest = z
  .object({
    action: z.enum(['cancel', 'retry', 'send-now', 'dismiss', 'schedule']),
    ids: z.array(id).min(1).max(200),
    /** For 'schedule': the new time, epoch ms. */
    sendAt: z.number().int().positive().optional(),
  })
  .refine((r) => r.action !== 'schedule' || r.sendAt !== undefined, {
    message: 'A schedule needs sendAt.',
    path: ['sendAt'],
  });
export type OutboxRequest = z.infer<typeof OutboxRequest>;
/** `done` are the ids it worked for; `failed` says why not for the others. */
export const OutboxResult = z.object({
  done: z.array(id),
  failed: z.array(z.object({ id, message: z.string() })),
});
export type OutboxResult = z.infer<typeof OutboxResult>;
