// Makes the RFC 5322 octets of an outgoing message: 7-bit, CRLF, no Bcc, Message-ID and Date fixed by the caller.
import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address } from '@/lib/contract/mail';
import { flow } from './flowed';
import { htmlToText } from './html-to-text';
import { outgoingHtml } from './outgoing-html';

/** A file of the message; `open` gives its octets when they are needed. */
export interface OutgoingFile {
  name: string;
  type: string;
  /** Set for images that the HTML shows (`cid:`). */
  contentId: string | null;
  open: () => Readable;
}

/** All that makes a message. Without `html` it is plain text. */
export interface OutgoingMessage {
  from: Address;
  /** Where answers go, when not to `from`. */
  replyTo?: string | null;
  to: Address[];
  cc: Address[];
  /** Named in the message: only for a copy that the writer alone sees. */
  bcc?: Address[];
  subject: string;
  html: string | null;
  text: string;
  inReplyTo: string | null;
  references: string[];
  messageId: string;
  date: Date;
  files: OutgoingFile[];
  /** Asks the reader's program for a receipt, to the writer's address (RFC 8098). */
  requestReadReceipt?: boolean | undefined;
  /** 'normal' when absent. */
  priority?: 'high' | 'normal' | 'low' | undefined;
}

/** Addresses of an envelope: each once, domain in ASCII. */
export function envelopeAddresses(...lists: Address[][]): string[] {
  return [...new Set(lists.flat().map(({ address }) => asciiAddress(address)))];
}

/** 'ann@bücher.example' -> 'ann@xn--bcher-kva.example'; the local part stays as it is. */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  try {
    return (
      address.slice(0, at + 1) +
      (/^[\x21-\x7e]*$/u.test(domain) ? domain : new URL(`http://${domain}`).hostname)
    );
  } catch {
    return address;
  }
}

/** RFC 5322 2.3: CR and LF stand together or not at all. Servers would each mend a lone one in their own way. */
const lines = (text: string) => text.replace(/\r\n?/gu, '\n');

/** The message as a stream of octets with CRLF line ends, lines no longer than 998 (RFC 5322 2.1.1). */
export function composeMessage(message: OutgoingMessage): Readable {
  const file = ({ name, type, contentId, open }: OutgoingFile) => ({
    filename: name,
    contentType: type,
    content: open(),
    // RFC 2046 5.2.1 forbids to encode a message inside a message: it goes as it is, and as a file.
    contentDisposition: 'attachment' as const,
    ...(contentId ? { cid: contentId, contentDisposition: 'inline' as const } : {}),
  });
  const mailbox = ({ name, address }: Address) => ({ name, address: asciiAddress(address) });
  const composer = new MailComposer({
    from: mailbox(message.from),
    ...(message.replyTo ? { replyTo: asciiAddress(message.replyTo) } : {}),
    to: message.to.map(mailbox),
    cc: message.cc.map(mailbox),
    bcc: (message.bcc ?? []).map(mailbox),
    subject: message.subject,
    text: flow(
      message.html === null ? message.text : message.text || htmlToText(message.html, { links: true }),
    ),
    ...(message.html === null ? {} : { html: lines(outgoingHtml(message.html)) }),
    ...(message.inReplyTo ? { inReplyTo: message.inReplyTo } : {}),
    ...(message.references.length > 0 ? { references: message.references.join(' ') } : {}),
    messageId: message.messageId,
    date: message.date,
    attachments: message.files.map(file),
    headers: wishes(message),
    xMailer: false,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const node = composer.compile();
  markFlowed(node);
  node.keepBcc = (message.bcc ?? []).length > 0;
  return node.createReadStream() as Readable;
}

type MimeNode = ReturnType<MailComposer['compile']>;

/** The first text is ours, and it flows (RFC 3676); text files that follow do not. */
function markFlowed(node: MimeNode): boolean {
  const type = String(node.getHeader('Content-Type') ?? '');
  if (/^text\/plain/u.test(type) && !node.getHeader('Content-Disposition')) {
    node.setHeader('Content-Type', 'text/plain; charset=utf-8; format=flowed');
    return true;
  }
  return node.childNodes.some(markFlowed);
}

/** What is asked of the reader's program. Importance is RFC 2156 5.3.6; X-Priority is what many programs look at. */
function wishes({ requestReadReceipt, priority, from }: OutgoingMessage): Record<string, string> {
  return {
    ...(requestReadReceipt ? { 'Disposition-Notification-To': asciiAddress(from.address) } : {}),
    ...(priority === 'high' ? { Importance: 'high', 'X-Priority': '1' } : {}),
    ...(priority === 'low' ? { Importance: 'low', 'X-Priority': '5' } : {}),
  };
}
