// What the composer opens with for a reply, a forward, or a draft found in the Drafts folder.
import { randomUUID } from 'node:crypto';
import type { Draft, Upload } from '@/lib/contract/compose';
import type { Address, Body } from '@/lib/contract/mail';
import { editableHtml } from '@/lib/mime/draft-from-message';
import { addressesOf, headerValue } from '@/lib/mime/parse-headers';
import { isOwn, type Original, type ReplyMode, replyStart } from '@/lib/mime/reply-draft';
import { listAccounts } from '@/lib/store/accounts';
import { type Db, durably, store } from '@/lib/store/db';
import { keepVersion } from '@/lib/store/draft-versions';
import { adoptCopy, getKeptDraft, isSameCopy, saveDraft } from '@/lib/store/drafts';
import { listIdentities } from '@/lib/store/identities';
import { getMessage, type MessageRow } from '@/lib/store/read-messages';
import { messageByHeader } from '@/lib/store/reply-links';
import { getSettings } from '@/lib/store/settings';
import { allPeople } from '@/lib/sync/all-people';
import { getBody } from '@/lib/sync/get-body';
import { openPart, openSource } from '@/lib/sync/open-part';
import { chooseIdentity } from './choose-identity';
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
  if (mode === 'edit') return continued(db, userId, message, body, html);
  const clean = html === null ? null : editableHtml(html);
  const identities = await listIdentities(db, userId);
  const identity = chooseIdentity(identities, message.accountId, message);
  const me: Address[] = [
    ...identities.map(({ name, address }) => ({ name, address })),
    ...(await listAccounts(db, userId)).map(({ name, address }) => ({ name, address })),
  ];
  const { writeAt } = await getSettings(db, userId);
  // Only an answer that goes to all of them needs all: others work also while the mail server is away.
  const original = originalOf(message, body, clean);
  const goesToAll = mode === 'reply-all' || (mode === 'reply' && isOwn(original, me));
  const people = goesToAll ? await allPeople(message) : {};
  const start = replyStart({ ...original, ...people }, mode, me, writeAt);
  return {
    ...blankDraft(message.accountId),
    ...(identity ? { identityId: identity.id } : {}),
    ...start,
    mode,
    originalId: message.id,
    uploads: await forwarded(userId, message, body, mode),
  };
}

/** A draft with nothing in it. */
export const blankDraft = (accountId: number): Draft => ({
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

/** The files of a forward: the original's attachments with the pictures of its text, or the original itself. */
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
  return mode === 'forward' ? filesOf(userId, message, body) : [];
}

async function filesOf(userId: number, message: MessageRow, body: Body): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const { part, inline, contentId } of body.attachments) {
    const { attachment, stream } = await openPart(message, part);
    uploads.push(await addUpload(userId, { ...attachment, contentId: inline ? contentId : null }, stream));
  }
  return uploads;
}

/**
 * The draft behind a message of the Drafts folder. Ours, when the message is the copy that we filed, or when there is something newer
 * here; else what another program made of it, and ours becomes a version.
 */
async function continued(
  db: Db,
  userId: number,
  message: MessageRow,
  body: Body,
  html: string | null,
): Promise<Draft> {
  const ourKey = /^<draft\.([A-Za-z0-9-]{8,64})@/u.exec(message.messageId ?? '')?.[1];
  const key = ourKey ?? `imported-${message.id}`;
  const kept = await getKeptDraft(db, userId, key);
  const copy = { uid: message.remoteUid, uidValidity: message.uidValidity };
  const isOurCopy = kept !== null && (kept.copy.uid === null || isSameCopy(kept.copy, copy));
  if (kept && (!ourKey || isOurCopy || !kept.isFiled)) return kept.draft;
  const answered = message.inReplyTo && (await messageByHeader(db, message.accountId, message.inReplyTo));
  const from = message.from[0]?.address.toLowerCase();
  const writer = (await listIdentities(db, userId)).find(
    ({ accountId, address }) => accountId === message.accountId && address.toLowerCase() === from,
  );
  const imported: Draft = {
    ...blankDraft(message.accountId),
    ...(answered ? { mode: 'reply' as const, originalId: answered } : {}),
    ...kept?.draft,
    ...(writer ? { identityId: writer.id } : {}),
    key,
    ...(await allPeople(message)),
    subject: message.subject,
    html: html === null ? null : editableHtml(html),
    text: body.text,
    uploads: await filesOf(userId, message, body),
    editedAt: Math.max(Date.now(), (kept?.draft.editedAt ?? 0) + 1),
    ...(ourKey ? {} : { sourceId: message.id }),
  };
  if (!kept) return imported;
  await durably(db, async (t) => {
    await keepVersion(t, userId, kept.draft, 'conflict');
    await saveDraft(t, userId, imported);
    await adoptCopy(t, userId, key, copy);
  });
  return imported;
}
