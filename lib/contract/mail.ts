// The shapes of mail on the wire between browser and server. Dates are epoch milliseconds, sizes are octets.
import { z } from 'zod';

const id = z.number().int().positive();

/** A mailbox of RFC 5322 3.4: `name` may be empty. */
export const Address = z.object({ name: z.string(), address: z.string() });
export type Address = z.infer<typeof Address>;

/** What a folder is for (RFC 6154 special use); null for a person's own folder. */
export const FolderRole = z.enum(['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash', 'all']);
export type FolderRole = z.infer<typeof FolderRole>;

/** A folder as the sidebar shows it. `path` is the full IMAP name, `name` its last level. Counts are messages. */
export const Folder = z.object({
  id,
  accountId: id,
  parentId: id.nullable(),
  path: z.string(),
  name: z.string(),
  role: FolderRole.nullable(),
  selectable: z.boolean(),
  total: z.number().int(),
  unread: z.number().int(),
  /** Rows held against messages on the server while the first sync runs; null when complete. */
  progress: z.object({ held: z.number().int(), total: z.number().int() }).nullable(),
  error: z.string().nullable(),
  /** When every message was compared with the server last, and how many each had then; null before the first time. */
  checked: z.object({ at: z.number(), server: z.number().int(), held: z.number().int() }).nullable(),
});
export type Folder = z.infer<typeof Folder>;

/** What 'Check this folder' found, and what it put right. `held` is after that. */
export const FolderCheck = z.object({
  at: z.number(),
  server: z.number().int(),
  held: z.number().int(),
  /** Messages on the server that were not here; rows here that the server does not have; rows whose flags differed. */
  missing: z.number().int(),
  extra: z.number().int(),
  flags: z.number().int(),
  /** False while older messages are still being fetched: then only the newer ones were compared. */
  isWhole: z.boolean(),
});
export type FolderCheck = z.infer<typeof FolderCheck>;

/** How the account's mail server is reached just now; `retryAt` in epoch ms while waiting to try again. */
export const AccountState = z.enum(['connecting', 'online', 'offline', 'wrong-password', 'paused']);
export type AccountState = z.infer<typeof AccountState>;

export const Account = z.object({
  id,
  address: z.string(),
  name: z.string(),
  /** What its server speaks; folders of a POP3 account are kept here, and its mail may be nowhere else. */
  protocol: z.enum(['imap', 'pop3']),
  /** Which of the colours marks it (`--color-account-N`). */
  color: z.number().int(),
  state: AccountState,
  stateText: z.string().nullable(),
  retryAt: z.number().nullable(),
  /** A sentence for the person while all goes on. */
  note: z.string().nullable(),
});
export type Account = z.infer<typeof Account>;

/** One row of the conversation list, as seen from one folder. */
export const ConversationRow = z.object({
  id,
  folderId: id,
  subject: z.string(),
  senders: z.array(Address.extend({ unread: z.boolean() })),
  snippet: z.string(),
  lastAt: z.number(),
  /** Messages of the conversation over all folders but Trash and Junk (unless listed there). */
  count: z.number().int(),
  unread: z.boolean(),
  starred: z.boolean(),
  answered: z.boolean(),
  hasAttachment: z.boolean(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

/** A page of 50; `next` is the cursor of the following page, null at the end. */
export const ConversationPage = z.object({ rows: z.array(ConversationRow), next: z.string().nullable() });
export type ConversationPage = z.infer<typeof ConversationPage>;

/** A page of what a search found; `notUnderstood` are its words that look like operators and were searched as text. */
export const SearchPage = ConversationPage.extend({ notUnderstood: z.array(z.string()) });
export type SearchPage = z.infer<typeof SearchPage>;

/** A body part that can be downloaded. `part` is the IMAP part number (RFC 3501 6.4.5), such as "2.1". */
export const Attachment = z.object({
  part: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  contentId: z.string().nullable(),
  inline: z.boolean(),
});
export type Attachment = z.infer<typeof Attachment>;

/** A message's envelope and state, without its body. */
export const Message = z.object({
  id,
  conversationId: id,
  folderId: id,
  subject: z.string(),
  from: z.array(Address),
  sender: z.array(Address),
  replyTo: z.array(Address),
  to: z.array(Address),
  cc: z.array(Address),
  bcc: z.array(Address),
  /** Date header, or the server's internal date when that is absent or absurd. */
  date: z.number(),
  size: z.number().int(),
  seen: z.boolean(),
  starred: z.boolean(),
  answered: z.boolean(),
  draft: z.boolean(),
  hasAttachment: z.boolean(),
  snippet: z.string(),
  messageIdHeader: z.string().nullable(),
});
export type Message = z.infer<typeof Message>;

export const Conversation = z.object({ id, subject: z.string(), messages: z.array(Message) });
export type Conversation = z.infer<typeof Conversation>;

/** A body ready to show. The HTML itself is served by its own route (`/api/messages/ID/html`). */
export const Body = z.object({
  messageId: id,
  kind: z.enum(['html', 'text', 'empty']),
  /** Plain text (also of an HTML message), bounded; used for replies and when kind is text. */
  text: z.string(),
  hasRemoteContent: z.boolean(),
  attachments: z.array(Attachment),
  /** Header fields in order, for 'details'. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  /** What was wrong with the message, in a sentence; its raw source is always reachable. */
  problem: z.string().nullable(),
});
export type Body = z.infer<typeof Body>;

/** A conversation that is opened, with those of the bodies it shows first that are at hand. */
export const OpenedConversation = Conversation.extend({ bodies: z.array(Body) });
export type OpenedConversation = z.infer<typeof OpenedConversation>;

/** A conversation that may be opened next, null when it is gone, with the bodies it will show that could be had. */
export const Ahead = z.object({ conversation: Conversation.nullable(), bodies: z.array(Body) });
export type Ahead = z.infer<typeof Ahead>;

/** What a person does to messages or whole conversations; both lists may be given. */
export const OrganizeRequest = z
  .object({
    action: z.enum([
      'read',
      'unread',
      'star',
      'unstar',
      'archive',
      'trash',
      'delete',
      'spam',
      'not-spam',
      'move',
      'copy',
    ]),
    /** The folder the person looks at: conversation actions take the messages in it (read/star: in all folders). */
    folderId: id,
    conversationIds: z.array(id).max(1000).default([]),
    messageIds: z.array(id).max(1000).default([]),
    targetFolderId: id.optional(),
  })
  .refine((r) => !['move', 'copy'].includes(r.action) || r.targetFolderId !== undefined, {
    message: 'A move or a copy needs targetFolderId.',
    path: ['targetFolderId'],
  });
export type OrganizeRequest = z.input<typeof OrganizeRequest>;
/** `undo` reverses the action when sent to /api/organize/undo; null where it cannot be undone. */
export const OrganizeResult = z.object({ undo: z.string().nullable(), count: z.number().int() });
export type OrganizeResult = z.infer<typeof OrganizeResult>;

export const FolderCreate = z.object({
  accountId: id,
  parentId: id.nullable(),
  name: z.string().trim().min(1).max(200),
});
export const FolderUpdate = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  parentId: id.nullable().optional(),
});

/** Event stream (`/api/events`, SSE): facts with a number; the browser resumes by Last-Event-ID. */
export const ChangeEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conversations'), folderId: id, conversationIds: z.array(id) }),
  z.object({ kind: z.literal('folders'), accountId: id }),
  z.object({ kind: z.literal('account'), accountId: id }),
  z.object({ kind: z.literal('outbox'), outboxId: id }),
  z.object({ kind: z.literal('settings') }),
  /** `editedAt` of the version at the server; null when the draft was sent or discarded. */
  z.object({ kind: z.literal('draft'), key: z.string(), editedAt: z.number().nullable() }),
  z.object({ kind: z.literal('refused'), text: z.string() }),
]);
export type ChangeEvent = z.infer<typeof ChangeEvent>;
