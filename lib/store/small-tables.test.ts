import { beforeEach, describe, expect, test } from 'vitest';
import type { Body } from '@/lib/contract/mail';
import { getCachedBody, saveBody } from './bodies';
import { changesAfter, lastChangeId, recordChange } from './changes';
import { type Db, openStore } from './db';
import { saveDraft } from './drafts';
import { messagesInFolder } from './read-messages';
import { createSession, endSession, isSessionLive } from './sessions';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';
import { addOutboxItem, cancelOutboxItem } from './outbox';
import { addUpload, removeUpload, staleUploads } from './uploads';

let db: Db;
let ann: TestAccount;
const DAY = 24 * 3600_000;

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

describe('change rows', () => {
  const folders = () => ({ kind: 'folders' as const, accountId: ann.id });

  test('are read on from a number, in order', async () => {
    const start = await lastChangeId(db, ann.userId);
    await recordChange(db, ann.userId, { kind: 'refused', text: 'One.' });
    await recordChange(db, ann.userId, folders());
    const { events, gap } = await changesAfter(db, ann.userId, start, 10);
    expect(events.map(({ event }) => event.kind)).toEqual(['refused', 'folders']);
    expect(gap).toBe(false);
    expect((await changesAfter(db, ann.userId, events[0]!.id, 10)).events).toEqual([events[1]]);
  });

  test('of more conversations than one event names mean all of them', async () => {
    const event = { kind: 'conversations' as const, folderId: ann.folder.INBOX };
    const start = await lastChangeId(db, ann.userId);
    const ids = Array.from({ length: 201 }, (_, n) => n + 1);
    await recordChange(db, ann.userId, { ...event, conversationIds: ids.slice(1) });
    await recordChange(db, ann.userId, { ...event, conversationIds: ids });
    const { events } = await changesAfter(db, ann.userId, start, 10);
    expect(events.map(({ event: e }) => 'conversationIds' in e && e.conversationIds.length)).toEqual([
      200, 0,
    ]);
  });

  test('are kept in bounds, and who was away too long is told of the gap', async () => {
    const start = await lastChangeId(db, ann.userId);
    for (let n = 0; n < 12_100; n++) await recordChange(db, ann.userId, folders());
    const { n } = await db
      .selectFrom('change')
      .select((select) => select.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    expect(n).toBeLessThanOrEqual(11_000);
    expect((await changesAfter(db, ann.userId, start, 10)).gap).toBe(true);
    const last = await lastChangeId(db, ann.userId);
    expect((await changesAfter(db, ann.userId, last - 9000, 10)).gap).toBe(false);
  });

  test('after a number that was never given are a gap: the store is another one', async () => {
    expect((await changesAfter(db, ann.userId, 1_000_000, 10)).gap).toBe(true);
  });
});

describe('bodies', () => {
  const body = (messageId: number): Body => ({
    messageId,
    kind: 'text',
    text: 'x'.repeat(1000),
    hasRemoteContent: false,
    attachments: [],
    headers: [],
    problem: null,
  });

  test('are kept in bounds; the least recently used go first', async () => {
    await pull(db, ann, 'INBOX', message(1), message(2), message(3));
    const ids = (await messagesInFolder(db, ann.userId, ann.folder.INBOX, 3)).map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      await saveBody(db, id, body(id), null, 3000);
      await db
        .updateTable('body')
        .set({ used_at: index + 1 })
        .where('message_id', '=', id)
        .execute();
      // Opening the first one each time keeps it.
      await getCachedBody(db, ids[0]!);
    }
    const kept = await Promise.all(ids.map((id) => getCachedBody(db, id)));
    expect(kept.map((found) => found?.body.messageId ?? null)).toEqual([ids[0], null, ids[2]]);
  });

  test('of a message that is gone are not kept', async () => {
    await saveBody(db, 999, body(999), '<p>', 1000);
    expect(await getCachedBody(db, 999)).toBeNull();
  });

  test('count octets, not characters', async () => {
    await pull(db, ann, 'INBOX', message(1));
    const [row] = await messagesInFolder(db, ann.userId, ann.folder.INBOX, 1);
    await saveBody(db, row!.id, body(row!.id), '漢'.repeat(1000), 3000);
    expect(await getCachedBody(db, row!.id)).toBeNull();
  });
});

describe('sessions', () => {
  test('live until they are ended', async () => {
    const id = await createSession(db, ann.userId);
    expect(await isSessionLive(db, ann.userId, id)).toBe(true);
    expect(await isSessionLive(db, ann.userId, `${id}x`)).toBe(false);
    await endSession(db, ann.userId, id);
    expect(await isSessionLive(db, ann.userId, id)).toBe(false);
  });

  test('end when unused for a month; use is noted', async () => {
    const [old, used] = [await createSession(db, ann.userId), await createSession(db, ann.userId)];
    const age = (id: string, days: number) =>
      db
        .updateTable('session')
        .set({ seen_at: Date.now() - days * DAY })
        .where('id', '=', id)
        .execute();
    await age(old, 32);
    await age(used, 30);
    expect(await isSessionLive(db, ann.userId, old)).toBe(false);
    expect(await isSessionLive(db, ann.userId, used)).toBe(true);
    await createSession(db, ann.userId);
    const rows = await db.selectFrom('session').select(['id', 'seen_at']).execute();
    expect(rows.map(({ id }) => id)).not.toContain(old);
    expect(rows.find(({ id }) => id === used)!.seen_at).toBeGreaterThan(Date.now() - DAY);
  });
});

test('uploads that no draft names grow stale', async () => {
  const upload = (id: string) => ({ id, name: 'a', type: 'text/plain', size: 1, contentId: null });
  for (const id of ['used', 'waits', 'taken-back', 'unused'])
    await addUpload(db, ann.userId, { ...upload(id), path: `/tmp/${id}`, received: 1 });
  const draft = (id: string) => ({
    key: `draft-of-${id}`,
    accountId: ann.id,
    mode: 'new' as const,
    originalId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: null,
    text: '',
    uploads: [upload(id)],
    editedAt: 1,
  });
  await saveDraft(db, ann.userId, draft('used'));
  for (const id of ['waits', 'taken-back']) {
    const item = await addOutboxItem(db, {
      userId: ann.userId,
      accountId: ann.id,
      idempotencyKey: `key-of-${id}`,
      messageIdHeader: `<${id}@example.org>`,
      subject: '',
      to: [],
      envelope: { from: 'ann@example.org', to: ['ben@example.org'] },
      options: { eightBit: false, requireTls: false, deliveryNotice: false },
      path: `/tmp/${id}.eml`,
      size: 1,
      originalId: null,
      draft: draft(id),
      holdUntil: 0,
      sendAt: null,
    });
    if (id === 'taken-back') await cancelOutboxItem(db, ann.userId, item.id);
  }
  expect(await staleUploads(db, Date.now() - DAY, 9)).toEqual([]);
  const stale = await staleUploads(db, Date.now() + DAY, 9);
  expect(stale.map(({ id }) => id).sort()).toEqual(['taken-back', 'unused']);
  expect(await removeUpload(db, ann.userId, 'unused')).toBe('/tmp/unused');
});
