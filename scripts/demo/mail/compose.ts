// Turns a short description of a message into RFC 5322 bytes.
import MailComposer from 'nodemailer/lib/mail-composer';
import type { SeededMessage } from '../types';

/** A name and an address. */
export interface Who {
  name: string;
  address: string;
}

/** A file in a message; with `cid` it is a picture inside the HTML. */
export interface File {
  name: string;
  type: string;
  content: Buffer | string;
  cid?: string;
}

/** One message in few words. `ago` is in minutes before the demo's start. */
export interface Letter {
  ago: number;
  from: Who;
  to: Who[];
  cc?: Who[];
  replyTo?: Who;
  subject: string;
  text?: string;
  html?: string;
  files?: File[];
  /** An iCalendar text, sent as Outlook and Google do: an alternative of the body. */
  invitation?: string;
  headers?: Record<string, string>;
  id?: string;
  inReplyTo?: string;
  references?: string[];
  flags?: string[];
  /** Ready bytes for what a composer cannot make, such as a delivery report; only `ago` and `flags` count then. */
  raw?: (date: Date) => string;
}

/** Addresses as hours and days ago, for readable seeds. */
export const hours = (count: number) => count * 60;
export const days = (count: number) => count * 24 * 60;

let counter = 0;

/** Makes the message, dated relative to `now`. */
export async function compose(letter: Letter, now: number): Promise<SeededMessage> {
  const date = new Date(Math.floor((now - letter.ago * 60_000) / 1000) * 1000);
  const flags = letter.flags ?? [];
  if (letter.raw) {
    const raw = letter.raw(date).replace(/\r?\n/g, '\r\n');
    return { raw: Buffer.from(raw), flags, date };
  }
  const composer = new MailComposer({
    date,
    from: letter.from,
    to: letter.to,
    cc: letter.cc,
    replyTo: letter.replyTo,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    headers: letter.headers,
    messageId: letter.id ?? `<demo-${++counter}-${date.getTime()}@${letter.from.address.split('@')[1]}>`,
    inReplyTo: letter.inReplyTo,
    references: letter.references,
    icalEvent: letter.invitation ? { method: 'REQUEST', content: letter.invitation } : undefined,
    attachments: letter.files?.map(({ name, type, content, cid }) => ({
      filename: name,
      contentType: type,
      content,
      cid,
      ...(cid ? { contentDisposition: 'inline' as const } : {}),
    })),
  });
  return { raw: await composer.compile().build(), flags, date };
}
