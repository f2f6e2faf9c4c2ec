// What the composer opens with for a reply, a forward, or a draft found in the Drafts folder.
import { randomUUID } from 'node:crypto';
import type { Draft, Upload } from '@/lib/contract/compose';
import type { Address, Body } from '@/lib/contract/mail';
import { addressesOf, headerValue } from '@/lib/mime/parse-headers';
import { type Original, type ReplyMode, replyStart } from '@/lib/mime/reply-draft';
import { sanitizeHtml } from '@/lib/mime/sanitize-html';
import { getAccount, listAccounts } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { getDraft } from '@/lib/store/drafts';
import { getMessage, type MessageRow } from '@/lib/store/read-messages';
import { getBody } from '@/lib/sync/get-body';
import { openPart, openSource } from '@/lib/sync/open-part';
import { addUpload } from './uploads';

/** A new draft for answering, forwarding or (mode 'edit') continuing message `messageId` of this person. */
export async function startDraft(
  userId: number,
  messageId: number,
  mode: ReplyMode | 'edit',
): Promise<Draft> {
  const db = await store();
  const message = await getMessage(db, userId, messageId);
  const { body, html } = await getBody(db, message);
  const clean = html === null ? null : quotable(html);
  if (mode === 'edit') return continued(db, userId, message, body, clean);
  const account = await getAccount(db, userId, message.accountId);
  const me: Address[] = [
    { name: account.name, address: account.address },
    ...(await listAccounts(db, userId)).map(({ name, address }) => ({ name, address })),
  ];
  const start = replyStart(originalOf(message, body, clean), mode, me);
  return {
    ...blank(message.accountId),
    ...start,
    mode,
    originalId: message.id,
    uploads: await forwarded(userId, message, body, mode),
  };
}

const blank = (accountId: number): Draft => ({
  key: randomUUID(),
  accountId,
  mode: 'new',
  originalId: null,
  to: [],
  cc: [],
  bcc: [],
  subject: '',
  html: null,
  text: '',
  uploads: [],
  editedAt: Date.now(),
});

/** Quoted HTML loads nothing: images of the original are not carried along. */
function quotable(html: string): string {
  const nothing = { images: 'blocked' as const, cidUrl: () => null, proxyUrl: () => '' };
  return sanitizeHtml(html, nothing).html;
}

function originalOf(message: MessageRow, body: Body, html: string | null): Original {
  const listPost = /<mailto:([^>?]+)/iu.exec(headerValue(body.headers, 'List-Post') ?? '')?.[1] ?? null;
  return {
    from: message.from,
    replyTo: message.replyTo.filter(
      (one) => !message.from.some((from) => from.address.toLowerCase() === one.address.toLowerCase()),
    ),
    to: message.to,
    cc: message.cc,
    subject: message.subject,
    date: message.date,
    messageId: message.messageId,
    references: message.references,
    html,
    text: body.text,
    listPost,
    followupTo: addressesOf(body.headers, 'Mail-Followup-To'),
  };
}

/** The files of a forward: the original's attachments, or the original itself. */
async function forwarded(
  userId: number,
  message: MessageRow,
  body: Body,
  mode: ReplyMode,
): Promise<Upload[]> {
  if (mode === 'forward-attachment') {
    const file = { name: `${message.subject || 'message'}.eml`, type: 'message/rfc822', contentId: null };
    return [await addUpload(userId, file, await openSource(message))];
  }
  if (mode !== 'forward') return [];
  const uploads: Upload[] = [];
  for (const { part, inline } of body.attachments) {
    if (inline) continue;
    const { attachment, stream } = await openPart(message, part);
    uploads.push(await addUpload(userId, { ...attachment, contentId: null }, stream));
  }
  return uploads;
}

/** The draft behind a message of the Drafts folder: ours with all it holds, or one made of another program's message. */
async function continued(
  db: Db,
  userId: number,
  message: MessageRow,
  body: Body,
  html: string | null,
): Promise<Draft> {
  const key = /^<draft\.([A-Za-z0-9-]{8,64})@/u.exec(message.messageId ?? '')?.[1];
  const ours = key ? await getDraft(db, userId, key) : null;
  if (ours) return ours;
  return {
    ...blank(message.accountId),
    ...(key ? { key } : {}),
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    subject: message.subject,
    html,
    text: body.text,
    uploads: await forwarded(userId, message, body, 'forward'),
  };
}
