// Makes the RFC 5322 octets of an outgoing message: 7-bit, CRLF, no Bcc, Message-ID and Date fixed by the caller.
import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address } from '@/lib/contract/mail';
import { htmlToText } from './html-to-text';

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
  to: Address[];
  cc: Address[];
  subject: string;
  html: string | null;
  text: string;
  inReplyTo: string | null;
  references: string[];
  messageId: string;
  date: Date;
  files: OutgoingFile[];
  /** Fields of our own, such as the key of a draft. */
  headers?: Record<string, string>;
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
    to: message.to.map(mailbox),
    cc: message.cc.map(mailbox),
    subject: message.subject,
    text: lines(
      message.html === null ? message.text : message.text || htmlToText(message.html, { links: true }),
    ),
    ...(message.html === null ? {} : { html: lines(message.html) }),
    ...(message.inReplyTo ? { inReplyTo: message.inReplyTo } : {}),
    ...(message.references.length > 0 ? { references: message.references.join(' ') } : {}),
    messageId: message.messageId,
    date: message.date,
    attachments: message.files.map(file),
    headers: message.headers ?? {},
    xMailer: false,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().createReadStream() as Readable;
}
