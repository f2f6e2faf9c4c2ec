import { beforeEach, describe, expect, test } from 'vitest';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const DAY = 24 * 3600_000;
const rows = async (path: keyof TestAccount['folder'] = 'INBOX') =>
  (await listConversations(db, ann.userId, ann.folder[path], null)).rows;
const counts = async () => (await rows()).map(({ count }) => count);
const id = (uid: number) => `<${uid}@example.org>`;

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

describe('by References', () => {
  test('an answer joins what it answers, in whichever order they come', async () => {
    await pull(db, ann, 'INBOX', message(1), message(2, { inReplyTo: id(1) }));
    await pull(db, ann, 'INBOX', message(4, { references: [id(3)] }), message(3));
    expect(await counts()).toEqual([2, 2]);
  });

  test('an answer in Sent counts in the inbox', async () => {
    await pull(db, ann, 'INBOX', message(1));
    await pull(db, ann, 'Sent', message(9, { inReplyTo: id(1), seen: true }));
    expect((await rows())[0]).toMatchObject({ count: 2, lastAt: message(1).date });
  });

  test('a message that links two conversations joins them, and the older id stays', async () => {
    await pull(db, ann, 'INBOX', message(1), message(2));
    const older = Math.min(...(await rows()).map((row) => row.id));
    await pull(db, ann, 'INBOX', message(3, { references: [id(2), id(1)] }));
    expect((await rows()).map((row) => [row.id, row.count])).toEqual([[older, 3]]);
    await checkStore(db);
  });

  test('many conversations joined by messages of one batch are one', async () => {
    await pull(db, ann, 'INBOX', ...[1, 2, 3, 4].map((uid) => message(uid)));
    await pull(
      db,
      ann,
      'INBOX',
      message(5, { references: [id(3), id(4)] }),
      message(6, { references: [id(1), id(2)] }),
      message(7, { references: [id(6), id(5)] }),
    );
    expect(await counts()).toEqual([7]);
    await checkStore(db);
  });

  test('a thousand References neither take long nor join the world', async () => {
    const hostile = Array.from({ length: 1000 }, (_, n) => id(n + 1000));
    await pull(db, ann, 'INBOX', message(1, { references: hostile }));
    const kept = await db.selectFrom('reference').selectAll().execute();
    expect(kept.length).toBeLessThanOrEqual(32);
  });

  test('accounts share nothing', async () => {
    const ben = await addAccount(db, 'ben');
    await pull(db, ann, 'INBOX', message(1));
    await pull(db, ben, 'INBOX', message(2, { references: [id(1)] }));
    expect((await rows())[0]!.count).toBe(1);
  });

  test('a conversation of a hundred is followed by another, and copies of its messages stay in it', async () => {
    const robot = (uid: number) => message(uid, { references: [id(1)], subject: 'Build failed' });
    await pull(db, ann, 'INBOX', message(1), ...Array.from({ length: 249 }, (_, n) => robot(n + 2)));
    expect((await counts()).sort((a, b) => a - b)).toEqual([50, 100, 100]);
    await pull(db, ann, 'Archive', robot(5));
    await pull(db, ann, 'INBOX', robot(300));
    expect((await counts()).sort((a, b) => a - b)).toEqual([51, 100, 100]);
    expect((await rows('Archive'))[0]!.count).toBe(100);
    await checkStore(db);
  });
});

describe('by subject', () => {
  test.each([
    ['Re: Lunch', 29, [2]],
    ['AW: lunch', 29, [2]],
    ['Re: Lunch', 31, [1, 1]],
    ['Lunch', 1, [1, 1]],
    ['Re: Dinner', 1, [1, 1]],
  ])('%j, %i days later, makes conversations of %j', async (subject, days, expected) => {
    const first = message(1, { subject: 'Lunch' });
    await pull(db, ann, 'INBOX', first, message(2, { subject, date: first.date + days * DAY }));
    expect(await counts()).toEqual(expected);
  });

  test('an answer that names another message stays out', async () => {
    await pull(db, ann, 'INBOX', message(1, { subject: 'Lunch' }));
    await pull(db, ann, 'INBOX', message(2, { subject: 'Re: Lunch', references: ['<else@where>'] }));
    expect(await counts()).toEqual([1, 1]);
  });

  test('empty subjects have nothing in common', async () => {
    await pull(db, ann, 'INBOX', message(1, { subject: '' }), message(2, { subject: 'Re:' }));
    expect(await counts()).toEqual([1, 1]);
  });

  test('a light row waits for its References, and is joined by subject when it has none', async () => {
    const light = { structure: null, size: 0 };
    await pull(db, ann, 'INBOX', message(1, { subject: 'Lunch' }));
    await pull(db, ann, 'INBOX', message(2, { ...light, subject: 'Re: Lunch' }));
    await pull(db, ann, 'INBOX', message(3, { ...light, subject: 'Re: Lunch' }));
    expect(await counts()).toEqual([1, 1, 1]);
    await pull(db, ann, 'INBOX', message(2, { subject: 'Re: Lunch' }));
    await pull(db, ann, 'INBOX', message(3, { subject: 'Re: Lunch', references: ['<else@where>'] }));
    expect((await counts()).sort()).toEqual([1, 2]);
    await checkStore(db);
  });
});
