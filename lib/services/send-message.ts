// Send: the finished octets on disk, then the queue's row and the end of the draft in one transaction.
import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OutboxItem, SendRequest } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { AppError } from '@/lib/errors';
import { asciiAddress, composeMessage, envelopeAddresses } from '@/lib/mime/compose';
import { threading } from '@/lib/mime/reply-draft';
import { wakeOutbox } from '@/lib/outbox/worker';
import { env } from '@/lib/runtime/env';
import { getAccount } from '@/lib/store/accounts';
import { type Db, durably, store } from '@/lib/store/db';
import { removeDraft, saveDraft } from '@/lib/store/drafts';
import { addOutboxItem, findByIdempotencyKey } from '@/lib/store/outbox';
import { getMessage } from '@/lib/store/read-messages';
import { getUpload } from '@/lib/store/uploads';
import { engines } from '@/lib/sync/engines';
import { tooLarge } from './uploads';

/** How long a message waits for 'Undo'. */
const HOLD_MS = 10_000;
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/u;

/** Queues the message. The same idempotency key again answers the message that is there. Throws AppError naming the field. */
export async function sendMessage(userId: number, request: SendRequest): Promise<OutboxItem> {
  const db = await store();
  const { draft, idempotencyKey } = request;
  const account = await getAccount(db, userId, draft.accountId);
  const known = await findByIdempotencyKey(db, userId, idempotencyKey);
  if (known) return known;
  const to = envelopeAddresses(...(['to', 'cc', 'bcc'] as const).map((field) => valid(draft[field], field)));
  if (to.length === 0)
    throw new AppError('bad-request', { userMessage: 'Say who gets this message.', field: 'to' });
  const files = await Promise.all(draft.uploads.map(({ id }) => getUpload(db, userId, id)));
  if (files.reduce((sum, { size }) => sum + size, 0) > env().MAX_MESSAGE_MB * 1024 * 1024) throw tooLarge();
  // The draft as it was sent: a crash from here on finds it.
  await saveDraft(db, userId, draft);
  const messageId = `<${randomUUID()}@${asciiAddress(account.address).split('@').at(-1)}>`;
  const { path, size } = await writeOut(
    composeMessage({
      from: { name: account.name, address: account.address },
      to: draft.to,
      cc: draft.cc,
      subject: draft.subject,
      html: draft.html,
      text: draft.text,
      ...(await links(db, userId, draft)),
      messageId,
      date: new Date(),
      files: files.map(({ name, type, contentId, path: file }) => ({
        name,
        type,
        contentId,
        open: () => createReadStream(file),
      })),
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
      envelope: { from: asciiAddress(account.address), to },
      path,
      size,
      originalId: draft.mode === 'reply' || draft.mode === 'reply-all' ? draft.originalId : null,
      draft,
      holdUntil: Date.now() + HOLD_MS,
    });
    await removeDraft(t, userId, draft.key);
    return added;
  }).catch(async (error: unknown) => {
    await rm(path, { force: true });
    throw error;
  });
  wakeOutbox();
  engines().wake(account.id);
  return item;
}

function valid(list: Address[], field: string): Address[] {
  const bad = list.find(({ address }) => !ADDRESS.test(address));
  if (bad)
    throw new AppError('bad-request', { userMessage: `'${bad.address}' is not a mail address.`, field });
  return list;
}

/** In-Reply-To and References, when the message answers one that is still there. */
async function links(db: Db, userId: number, draft: SendRequest['draft']) {
  const isReply = draft.mode === 'reply' || draft.mode === 'reply-all';
  if (!isReply || draft.originalId === null) return { inReplyTo: null, references: [] };
  const original = await getMessage(db, userId, draft.originalId).catch(() => null);
  return original ? threading(original) : { inReplyTo: null, references: [] };
}

/** On disk, with fsync, before the queue knows of it. */
async function writeOut(message: NodeJS.ReadableStream): Promise<{ path: string; size: number }> {
  const dir = resolve(env().DATA_DIR, 'outbox');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `${randomBytes(16).toString('hex')}.eml`);
  await pipeline(message, createWriteStream(path, { mode: 0o600 }));
  const handle = await open(path);
  await handle.sync();
  await handle.close();
  return { path, size: (await stat(path)).size };
}
