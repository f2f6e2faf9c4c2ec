// Sends a waiting message at another time, or now. Its Date field goes with it.
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { OutboxItem } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { redated } from '@/lib/mime/redate';
import { wakeOutbox } from '@/lib/outbox/worker';
import { store } from '@/lib/store/db';
import { getOutboxItem, pathOf, rescheduleOutboxItem, retryOutboxItem } from '@/lib/store/outbox';
import { plannedTime } from './planned-time';
import { writeMessage } from './write-message';

/** `sendAt` in epoch ms, null for now. Throws 'bad-request' when the message is on its way or has left. */
export async function reschedule(userId: number, id: number, sendAt: number | null): Promise<OutboxItem> {
  const db = await store();
  const now = Date.now();
  const at = plannedTime(sendAt, now);
  const { state } = await getOutboxItem(db, userId, id);
  const { path, hasLeft } = await pathOf(db, userId, id);
  if (hasLeft || !['held', 'queued', 'retry'].includes(state)) {
    // Some have it already: its octets stay as they are, only the next try comes at once.
    if (at === null) return retryNow(userId, id);
    throw new AppError('bad-request', {
      userMessage: 'This message has begun to leave. It cannot be planned any more.',
    });
  }
  const fresh = await writeMessage(
    Readable.from(redated(createReadStream(path), new Date(at ?? now)), { objectMode: false }),
  );
  try {
    const { item, oldPath } = await rescheduleOutboxItem(db, userId, id, {
      sendAt: at,
      path: fresh.path,
      size: fresh.size,
    });
    await rm(oldPath, { force: true });
    wakeOutbox();
    return item;
  } catch (error) {
    await rm(fresh.path, { force: true });
    throw error;
  }
}

async function retryNow(userId: number, id: number): Promise<OutboxItem> {
  const item = await retryOutboxItem(await store(), userId, id);
  wakeOutbox();
  return item;
}
