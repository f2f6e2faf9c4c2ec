// The border to mail servers: what the engine and the outbox may ask of one, in plain data. No library type crosses it.
import type { MimePart } from '@/lib/mime/part';

/** What proves who signs in: a password, or an OAuth2 access token (RFC 6750) sent by OAUTHBEARER (RFC 7628) or XOAUTH2. */
export type Auth = { kind: 'password'; password: string } | { kind: 'token'; accessToken: string };

/** How to reach and enter one server. `allowSelfSigned` and `allowPrivate` (an address of a private network) only where the admin says so. */
export interface ServerLogin {
  host: string;
  port: number;
  security: 'tls' | 'starttls';
  username: string;
  auth: Auth;
  allowSelfSigned: boolean;
  allowPrivate: boolean;
}

/** A mailbox of RFC 5322 3.4. */
export interface MailAddress {
  name: string;
  address: string;
}

/** One line of LIST (RFC 3501 7.2.2). `parentPath` is null at the top and where the parent is not listed. */
export interface RemoteFolder {
  path: string;
  name: string;
  delimiter: string;
  parentPath: string | null;
  role: 'inbox' | 'drafts' | 'sent' | 'archive' | 'junk' | 'trash' | 'all' | null;
  selectable: boolean;
  subscribed: boolean;
  /** Where it was asked for and came with the list (RFC 5819). */
  status: FolderStatus | null;
}

/** What STATUS says (RFC 3501 6.3.10, RFC 7162); what a server left out is null. */
export interface FolderStatus {
  uidValidity: bigint | null;
  uidNext: number | null;
  exists: number | null;
  unseen: number | null;
  highestModseq: bigint | null;
}

/** What SELECT says (RFC 3501 6.3.1, RFC 7162). */
export interface FolderState {
  uidValidity: bigint;
  uidNext: number;
  exists: number;
  /** Null where the server has no CONDSTORE or says NOMODSEQ. */
  highestModseq: bigint | null;
}

/** The flags the index keeps. */
export interface RemoteFlags {
  seen: boolean;
  flagged: boolean;
  answered: boolean;
  draft: boolean;
  deleted: boolean;
}

/** Envelope data of one message. Dates are epoch ms; null where absent or unreadable. */
export interface RemoteEnvelope {
  uid: number;
  flags: RemoteFlags;
  subject: string;
  from: MailAddress[];
  sender: MailAddress[];
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  sentAt: number | null;
  receivedAt: number | null;
  size: number;
  messageId: string | null;
  inReplyTo: string | null;
  /** Of the References header, oldest first, with angle brackets. */
  references: string[];
  structure: MimePart | null;
  /** OBJECTID's EMAILID (RFC 8474) or Gmail's X-GM-MSGID; null where the server has neither. */
  emailId: string | null;
}

/** What changed in a folder since a known state. `flags` lists only rows already known. */
export interface FolderDelta {
  state: FolderState;
  added: number[];
  flags: { uid: number; flags: RemoteFlags }[];
  vanished: number[];
}

/** What came of one attempt to hand a message over. */
export interface DeliveryOutcome {
  /** 'unclear': the connection was lost after the end of DATA was sent and before the answer. */
  result: 'accepted' | 'refused' | 'temporary' | 'unclear';
  /** The server's status code and phrase (RFC 5321 4.2); null where no server answered. */
  code: number | null;
  text: string;
  accepted: string[];
  refused: { address: string; code: number | null; text: string }[];
}
