import { beforeEach, expect, test } from 'vitest';
import { listConversations } from './conversations';
import { type Db, openStore } from './db';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const person = (name: string) => ({ name, address: `${name.toLowerCase()}@example.org` });

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

test('pages of 50 follow each other without a gap or a double, also within one second', async () => {
  const date = Date.UTC(2026, 0, 1);
  await pull(db, ann, 'INBOX', ...Array.from({ length: 120 }, (_, n) => message(n + 1, { date })));
  const sizes: number[] = [];
  const seen = new Set<number>();
  let cursor: string | null = null;
  do {
    const page = await listConversations(db, ann.userId, ann.folder.INBOX, cursor);
    sizes.push(page.rows.length);
    for (const { id } of page.rows) seen.add(id);
    cursor = page.next;
  } while (cursor !== null);
  expect(sizes).toEqual([50, 50, 20]);
  expect(seen.size).toBe(120);
});

test('a full last page ends the list', async () => {
  await pull(db, ann, 'INBOX', ...Array.from({ length: 50 }, (_, n) => message(n + 1)));
  expect((await listConversations(db, ann.userId, ann.folder.INBOX, null)).next).toBeNull();
});

test.each(['', 'x', '1', '1.2.3', '1.-2', "1.2' or 1=1", '99999999999999999999.1'])(
  'the cursor %j is refused by name',
  async (cursor) => {
    await expect(listConversations(db, ann.userId, ann.folder.INBOX, cursor)).rejects.toMatchObject({
      code: 'bad-request',
      field: 'cursor',
    });
  },
);

test('a row says who wrote, what is unread, starred and attached', async () => {
  const answer = { references: ['<1@example.org>'] };
  const flags = { seen: true, flagged: true, answered: false, draft: false };
  await pull(
    db,
    ann,
    'INBOX',
    message(1, { from: [person('Ben')], flags, hasAttachment: true }),
    message(2, { ...answer, from: [person('Cleo')] }),
    message(3, { ...answer, from: [{ name: 'Ben B', address: 'BEN@example.org' }], seen: true }),
  );
  const [row] = (await listConversations(db, ann.userId, ann.folder.INBOX, null)).rows;
  expect(row).toMatchObject({ count: 3, unread: true, starred: true, hasAttachment: true });
  expect(row!.senders.map(({ address, unread }) => [address.toLowerCase(), unread])).toEqual([
    ['ben@example.org', false],
    ['cleo@example.org', true],
  ]);
});

test('of many writers the first and the last are named', async () => {
  const writers = Array.from({ length: 20 }, (_, n) =>
    message(n + 1, { from: [person(`P${n + 1}`)], references: ['<root@example.org>'] }),
  );
  await pull(db, ann, 'INBOX', ...writers);
  const [row] = (await listConversations(db, ann.userId, ann.folder.INBOX, null)).rows;
  expect(row!.senders.map(({ name }) => name)).toEqual(['P1', 'P16', 'P17', 'P18', 'P19', 'P20']);
});

test('Sent shows to whom', async () => {
  await pull(db, ann, 'Sent', message(1, { to: [person('Dora')] }));
  const [row] = (await listConversations(db, ann.userId, ann.folder.Sent, null)).rows;
  expect(row!.senders.map(({ name }) => name)).toEqual(['Dora']);
});
