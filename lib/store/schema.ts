// The tables as kysely sees them; migrations/ makes them. Times are epoch ms, booleans 0/1, *_json columns JSON text.
import type { Generated } from 'kysely';

type Bit = 0 | 1;

interface AccountTable {
  id: Generated<number>;
  user_id: number;
  address: string;
  name: string;
  username: string;
  imap_host: string;
  imap_port: number;
  imap_security: string;
  smtp_host: string;
  smtp_port: number;
  smtp_security: string;
  secret: string;
  /** The server files a copy of what is sent by itself. */
  files_sent: Generated<Bit>;
  state: Generated<string>;
  state_text: string | null;
  retry_at: number | null;
  /** A sentence for the person while all goes on, such as that the server allows few connections. */
  note: string | null;
  created_at: number;
  /** Which of the palette's colours marks it. */
  color: Generated<number>;
  paused: Generated<Bit>;
  /** Signing in with it opens this person's Pennypost. */
  opens: Generated<Bit>;
  /** The account whose SMTP server takes its mail; null: its own. */
  smtp_account_id: number | null;
  /** What the server that mail comes from speaks: 'imap' or 'pop3'. It stands in the imap_* columns either way. */
  protocol: Generated<string>;
}

interface IdentityTable {
  id: Generated<number>;
  account_id: number;
  name: string;
  address: string;
  reply_to: string | null;
  signature_html: string | null;
  signature_text: Generated<string>;
  is_default: Generated<Bit>;
}

interface FolderTable {
  id: Generated<number>;
  account_id: number;
  path: string;
  name: string;
  delimiter: string;
  parent_id: number | null;
  role: string | null;
  selectable: Bit;
  subscribed: Bit;
  uid_validity: string | null;
  uid_next: number | null;
  highest_modseq: string | null;
  server_total: Generated<number>;
  total: Generated<number>;
  unread: Generated<number>;
  backfill_below: number | null;
  synced_at: number | null;
  error: string | null;
  /** When all UIDs and flags were compared with the server last, and how many messages each had then. */
  checked_at: number | null;
  checked_server: number | null;
  checked_held: number | null;
}

interface MessageTable {
  id: Generated<number>;
  account_id: number;
  /** Where the person sees it, and its UID there; the UID is null while a move waits. */
  folder_id: number;
  uid: number | null;
  /** Where the server has it while changes wait; null otherwise. */
  remote_folder_id: number | null;
  remote_uid: number | null;
  conversation_id: number;
  message_id_header: string | null;
  /** The server's own id of the message (RFC 8474), the same in every folder. */
  email_id: string | null;
  subject: string;
  from_json: string;
  people_json: string;
  date: number;
  size: number;
  seen: Bit;
  flagged: Bit;
  answered: Bit;
  draft: Bit;
  has_attachment: Bit;
  snippet: string | null;
  structure_json: string | null;
  text_indexed: Generated<Bit>;
  /** Number of changes that wait to be replayed to the server. */
  pending: Generated<number>;
  /** Deleted by the person, not yet by the server. */
  hidden: Generated<Bit>;
  /** Where message_text has it. Beyond what a JavaScript number can hold: it stays within SQL (message-text.ts). */
  text_rowid: number | null;
}

interface OutboxTable {
  id: Generated<number>;
  user_id: number;
  account_id: number;
  idempotency_key: string;
  message_id_header: string;
  subject: string;
  to_json: string;
  envelope_json: string;
  path: string;
  size: number;
  original_id: number | null;
  draft_json: string | null;
  state: string;
  attempts: Generated<number>;
  next_try_at: number | null;
  lease_until: number | null;
  transfer_at: number | null;
  accepted_at: number | null;
  filed_at: number | null;
  file_attempts: Generated<number>;
  file_at: number | null;
  refused_json: Generated<string>;
  response_code: number | null;
  response_text: string | null;
  reason: string | null;
  created_at: number;
  /** The planned time, null for at once. */
  send_at: number | null;
  first_try_at: number | null;
  /** When the person was told that it takes long. */
  warned_at: number | null;
  options_json: Generated<string>;
  accepted_json: Generated<string>;
  /** The server's name for it, from its answer to DATA. */
  queue_id: string | null;
  /** Of an unclear one: where a copy was seen. */
  seen_in: string | null;
  undelivered_json: Generated<string>;
  /** The person has seen to what the notices say. */
  settled: Generated<Bit>;
}

interface DeliveryAttemptTable {
  id: Generated<number>;
  outbox_id: number;
  number: number;
  started_at: number;
  ended_at: number | null;
  result: string | null;
  code: number | null;
  text: string | null;
  dialogue_json: string | null;
}

interface DeliveryNoticeTable {
  id: Generated<number>;
  outbox_id: number;
  message_id: number | null;
  /** Message-ID of the notice, or another name that stays when it is fetched again. */
  notice_key: string;
  at: number;
  action: string;
  /** Empty where the notice does not tell. */
  recipient: string;
  status: string | null;
  diagnostic: string | null;
  reported_by: string | null;
}

export interface Schema {
  user: { id: Generated<number>; created_at: number };
  account: AccountTable;
  folder: FolderTable;
  conversation: { id: Generated<number>; account_id: number; base_subject: string };
  message: MessageTable;
  reference: { account_id: number; header_id: string; conversation_id: number };
  subject_group: { account_id: number; base_subject: string; conversation_id: number; last_at: number };
  folder_conversation: {
    folder_id: number;
    conversation_id: number;
    last_at: number;
    row_json: string;
  };
  body: { message_id: number; json: string; html: string | null; octets: number; used_at: number };
  pending_change: {
    id: Generated<number>;
    account_id: number;
    message_id: number;
    kind: string;
    args_json: string;
    undo_json: string;
    attempts: Generated<number>;
    next_try_at: Generated<number>;
    refusals: Generated<number>;
    created_at: number;
  };
  draft: {
    id: Generated<number>;
    user_id: number;
    account_id: number;
    key: string;
    json: string;
    edited_at: number;
    /** `edited_at` of the version in IMAP Drafts; null while none is. */
    filed_at: number | null;
    folder_uid: number | null;
    /** Under which `folder_uid` was given; null in folders of this store. */
    folder_uid_validity: string | null;
    removed: Generated<Bit>;
    /** When the copy in IMAP Drafts is due; null while it is as new as the draft. */
    file_at: number | null;
  };
  draft_version: {
    id: Generated<number>;
    user_id: number;
    key: string;
    reason: string;
    json: string;
    kept_at: number;
  };
  upload: {
    id: string;
    user_id: number;
    name: string;
    type: string;
    size: number;
    content_id: string | null;
    path: string;
    created_at: number;
    /** Octets that are safely on disk; the upload is whole at `size`. */
    received: Generated<number>;
  };
  contact_group: { id: Generated<number>; user_id: number; name: string; people_json: string };
  template: { id: Generated<number>; user_id: number; name: string; subject: string; html: string };
  forgotten_person: { user_id: number; address: string };
  outbox: OutboxTable;
  delivery_attempt: DeliveryAttemptTable;
  delivery_notice: DeliveryNoticeTable;
  notice_mark: { account_id: number; message_id: number };
  pop3_account: {
    account_id: number;
    mode: Generated<string>;
    days: Generated<number>;
    minutes: Generated<number>;
  };
  pop3_uidl: {
    account_id: number;
    /** The server's id of the message, or what stands for it (lib/sync/pop3-listing.ts). */
    uidl: string;
    /** Digests of the header section and of the whole message, without what servers add to both. */
    head: string;
    whole: string;
    octets: number;
    stored_at: number;
    /** When it was first absent from the server's list; null while it is there. */
    gone_at: number | null;
  };
  import_job: {
    id: Generated<number>;
    user_id: number;
    folder_id: number;
    name: string;
    path: string;
    size: number;
    state: Generated<string>;
    /** Where to go on, of `total`: octets of an mbox file, entries of a zip file. */
    position: Generated<number>;
    total: Generated<number>;
    added: Generated<number>;
    doubles: Generated<number>;
    failed: Generated<number>;
    error: string | null;
    created_at: number;
  };
  /** Messages that exist nowhere else. `path` is below DATA_DIR/messages. */
  raw_message: { message_id: number; account_id: number; path: string; octets: number; whole: string };
  oauth_grant: { account_id: number; provider: string; secret: string; expires_at: number };
  change: { id: Generated<number>; user_id: number; json: string; created_at: number };
  setting: { user_id: number; key: string; json: string };
  identity: IdentityTable;
  session: { id: string; user_id: number; created_at: number; seen_at: number; account_id: number | null };
}
