// Send: the finished octets on disk, then the queue's row and the end of the draft in one transaction.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { OutboxItem, SendRequest } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { AppError } from '@/lib/errors';
import { asciiAddress, composeMessage, envelopeAddresses, type OutgoingFile } from '@/lib/mime/compose';
import { wakeOutbox } from '@/lib/outbox/worker';
import { env } from '@/lib/runtime/env';
import { getAccount } from '@/lib/store/accounts';
import { identityOfDraft } from '@/lib/store/identities';
import { durably, store } from '@/lib/store/db';
import { removeDraft, saveDraft } from '@/lib/store/drafts';
import { rememberPeople } from '@/lib/store/forgotten-people';
import { addOutboxItem, findByIdempotencyKey, pathOf } from '@/lib/store/outbox';
import { replyLinks } from '@/lib/store/reply-links';
import { getSettings } from '@/lib/store/settings';
import { getWholeUpload, type UploadRow } from '@/lib/store/uploads';
import { engines } from '@/lib/sync/engines';
import { plannedTime } from './planned-time';
import { tooLarge } from './uploads';
import { fitsAsText, writeMessage } from './write-message';

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/u;

/** Queues the message. The same idempotency key again answers the message that is there. Throws AppError naming the field. */
export async function sendMessage(userId: number, request: SendRequest): Promise<OutboxItem> {
  const db = await store();
  const { draft, idempotencyKey } = request;
  // Before anything can refuse it: what is there is answered whatever became of its account and files.
  const known = await findByIdempotencyKey(db, userId, idempotencyKey);
  if (known) return known;
  const account = await getAccount(db, userId, draft.accountId);
  const to = envelopeAddresses(...(['to', 'cc', 'bcc'] as const).map((field) => valid(draft[field], field)));
  if (to.length === 0)
    throw new AppError('bad-request', { userMessage: 'Say who gets this message.', field: 'to' });
  const files = await Promise.all(draft.uploads.map(({ id }) => getWholeUpload(db, userId, id)));
  if (files.reduce((sum, { size }) => sum + size, 0) > env().MAX_MESSAGE_MB * 1024 * 1024) throw tooLarge();
  const now = Date.now();
  const sendAt = plannedTime(request.sendAt, now);
  const { undoSeconds } = await getSettings(db, userId);
  // The draft as it was sent: a crash from here on finds it.
  await saveDraft(db, userId, draft);
  const identity = await identityOfDraft(db, userId, draft);
  const messageId = `<${randomUUID()}@${asciiAddress(identity.address).split('@').at(-1)}>`;
  const { path, size, eightBit } = await writeMessage(
    composeMessage({
      from: { name: identity.name, address: identity.address },
      replyTo: identity.replyTo,
      to: draft.to,
      cc: draft.cc,
      subject: draft.subject,
      html: draft.html,
      text: draft.text,
      ...(await replyLinks(db, userId, draft)),
      requestReadReceipt: draft.requestReadReceipt,
      priority: draft.priority,
      messageId,
      date: new Date(sendAt ?? now),
      files: await Promise.all(files.map(outgoing)),
    }),
  );
  const item = await durably(db, async (t) => {
    const added = await addOutboxItem(t, {
      userId,
      accountId: account.id,
      idempotencyKey,
      messageIdHeader: messageId,
      subject: draft.subject,
      to: [...draft.to, ...draft.cc, ...draft.bcc],
      envelope: { from: asciiAddress(identity.address), to },
      path,
      size,
      originalId: draft.mode === 'reply' || draft.mode === 'reply-all' ? draft.originalId : null,
      draft,
      options: {
        eightBit,
        requireTls: draft.requireTls ?? false,
        deliveryNotice: draft.requestDeliveryNotice ?? false,
      },
      holdUntil: sendAt ?? now + undoSeconds * 1000,
      sendAt,
    });
    await removeDraft(t, userId, draft.key);
    await rememberPeople(t, userId, to);
    return added;
  }).catch(async (error: unknown) => {
    await rm(path, { force: true });
    throw error;
  });
  // Two clicks at the same moment: the other one's octets are the message.
  if ((await pathOf(db, userId, item.id)).path !== path) await rm(path, { force: true });
  wakeOutbox();
  engines().wake(account.id);
  return item;
}

async function outgoing({ name, type, contentId, path }: UploadRow): Promise<OutgoingFile> {
  const isFit = !type.startsWith('message/') || (await fitsAsText(path));
  const open = () => createReadStream(path);
  return { name, type: isFit ? type : 'application/octet-stream', contentId, open };
}

function valid(list: Address[], field: string): Address[] {
  const bad = list.find(({ address }) => !ADDRESS.test(address));
  if (bad)
    throw new AppError('bad-request', { userMessage: `'${bad.address}' is not a mail address.`, field });
  return list;
}
