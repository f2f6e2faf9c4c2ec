// The shapes of a delivery timeline: attempts with their SMTP dialogue, and the notices that came back.
import { z } from 'zod';
import { OutboxItem } from './compose';

/** One line of a dialogue. `at` is epoch ms; 'note' is ours, such as 'body not shown'. */
export const DialogueLine = z.object({
  at: z.number(),
  from: z.enum(['client', 'server', 'note']),
  text: z.string(),
});
export type DialogueLine = z.infer<typeof DialogueLine>;

/** A session with a server in the three phases of a transfer. Secrets are masked, bodies left out. */
export const Dialogue = z.object({
  host: z.string(),
  port: z.number().int(),
  /** Protocol and cipher as agreed; null before or without TLS. */
  tls: z.object({ version: z.string(), cipher: z.string() }).nullable(),
  /** The connection had carried a message before: the handshake is of that time. */
  reused: z.boolean(),
  handshake: z.array(DialogueLine),
  transfer: z.array(DialogueLine),
  closure: z.array(DialogueLine),
});
export type Dialogue = z.infer<typeof Dialogue>;

/** One attempt to hand a message over; `endedAt` null while it runs or when the process ended in it. */
export const DeliveryAttempt = z.object({
  id: z.number().int(),
  number: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  result: z.enum(['accepted', 'refused', 'temporary', 'unclear']).nullable(),
  code: z.number().int().nullable(),
  text: z.string().nullable(),
  dialogue: Dialogue.nullable(),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

/** What a notice says of one recipient (RFC 3464 2.3.3; 'read' and 'deleted' are RFC 8098 3.2.6). */
export const NoticeAction = z.enum([
  'failed',
  'delayed',
  'delivered',
  'relayed',
  'expanded',
  'read',
  'deleted',
]);
export type NoticeAction = z.infer<typeof NoticeAction>;

/** A notice that came back. `messageId` is its row, null when it is gone. */
export const DeliveryNotice = z.object({
  id: z.number().int(),
  messageId: z.number().int().nullable(),
  conversationId: z.number().int().nullable(),
  at: z.number(),
  action: NoticeAction,
  recipient: z.string().nullable(),
  /** Enhanced status code (RFC 3463), such as 5.1.1. */
  status: z.string().nullable(),
  /** The remote server's words. */
  diagnostic: z.string().nullable(),
  /** Who reports. */
  reportedBy: z.string().nullable(),
  explanation: z.string().nullable(),
});
export type DeliveryNotice = z.infer<typeof DeliveryNotice>;

/** All that is known of a message on its way. */
export const DeliveryTimeline = z.object({
  item: OutboxItem,
  messageIdHeader: z.string(),
  /** The server's own name for it, from its answer to DATA. */
  queueId: z.string().nullable(),
  filedAt: z.number().nullable(),
  attempts: z.array(DeliveryAttempt),
  notices: z.array(DeliveryNotice),
});
export type DeliveryTimeline = z.infer<typeof DeliveryTimeline>;

/** What was said lately with an account's incoming mail server; recorded only while its owner asks for it. */
export const AccountDialogue = z.object({
  host: z.string(),
  /** Epoch ms; null when nothing is being recorded. */
  recordsUntil: z.number().nullable(),
  lines: z.array(DialogueLine),
});
export type AccountDialogue = z.infer<typeof AccountDialogue>;
