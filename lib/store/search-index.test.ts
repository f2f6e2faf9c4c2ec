import { beforeEach, describe, expect, test } from 'vitest';
import { parseQuery } from '@/lib/search/parse-query';
import { type Db, openStore } from './db';
import { removeMessages } from './messages';
import { listUntexted, saveTexts } from './save-texts';
import { searchConversations } from './search-index';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';

let db: Db;
let ann: TestAccount;
const search = async (q: string, folderId: number | null = null, cursor: string | null = null) =>
  searchConversations(db, ann.userId, parseQuery(q), { folderId }, cursor);
const found = async (q: string, folderId: number | null = null) =>
  (await search(q, folderId)).rows.map(({ subject }) => subject);
const ben = { name: 'Ben Müller', address: 'ben@example.org' };
const cleo = { name: 'Cleo', address: 'cleo@work.example' };
const flags = (patch: object) => ({ seen: true, flagged: false, answered: false, draft: false, ...patch });

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
  await pull(
    db,
    ann,
    'INBOX',
    message(1, { subject: 'Invoice for June', from: [ben], to: [cleo], flags: flags({ flagged: true }) }),
    message(2, { subject: 'Größe der Räume', from: [cleo], to: [ben], hasAttachment: true }),
    message(3, { subject: 'Invoice for July', from: [cleo], flags: flags({}) }),
  );
  await pull(db, ann, 'Junk', message(4, { subject: 'Invoice, overdue' }));
  await pull(db, ann, 'Plans', message(5, { subject: 'Garden', from: [ben] }));
  const texts = {
    1: 'Please pay soon.',
    2: 'Anbei der Plan.',
    3: 'Please pay the red bill.',
    5: 'Tomatoes.',
  };
  await saveTexts(
    db,
    (await listUntexted(db, ann.id, 10)).map(({ id, uid }) => ({
      id,
      text: texts[uid as keyof typeof texts] ?? '',
      snippet: '',
    })),
  );
});

test.each([
  ['invoice', ['Invoice for July', 'Invoice for June']],
  ['INVO', ['Invoice for July', 'Invoice for June']],
  ['invoice pay', ['Invoice for July', 'Invoice for June']],
  ['invoice red', ['Invoice for July']],
  ['"red bill"', ['Invoice for July']],
  ['"bill red"', []],
  ['grosse', []],
  ['große raume', ['Größe der Räume']],
  ['ben@example.org', ['Garden', 'Größe der Räume', 'Invoice for June']],
  ['from:ben', ['Garden', 'Invoice for June']],
  ['from:muller', ['Garden', 'Invoice for June']],
  ['from:MÜLLER', ['Garden', 'Invoice for June']],
  ['to:ben', ['Größe der Räume']],
  ['subject:please', []],
  ['has:attachment', ['Größe der Räume']],
  ['is:unread', ['Garden', 'Größe der Räume']],
  ['is:read', ['Invoice for July', 'Invoice for June']],
  ['is:starred', ['Invoice for June']],
  ['invoice is:starred', ['Invoice for June']],
  ['in:spam', ['Invoice, overdue']],
  ['in:plans', ['Garden']],
  ['in:nowhere', []],
  ['invoice before:2026-01-01', []],
  ['invoice after:2026-01-01 before:2026-01-02', ['Invoice for July', 'Invoice for June']],
  ['tomato in:inbox', []],
  ['nothing-like-it', []],
])('%j finds %j', async (q, expected) => {
  expect(await found(q)).toEqual(expected);
});

test('what is written without spaces is found by any part of it, in its order', async () => {
  await pull(db, ann, 'INBOX', message(6, { subject: '新茶到了：今年的龙井', from: [cleo] }));
  const tea = ['新茶到了：今年的龙井'];
  expect(await found('龙井')).toEqual(tea);
  expect(await found('subject:今年')).toEqual(tea);
  expect(await found('茶')).toEqual(tea);
  expect(await found('井龙')).toEqual([]);
  expect(await found('"到了：今年"')).toEqual(tea);
});

test('nothing typed finds all but Trash and Junk', async () => {
  expect(await found('')).toHaveLength(4);
});

test('one folder is searched alone, also Junk', async () => {
  expect(await found('invoice', ann.folder.Junk)).toEqual(['Invoice, overdue']);
  expect(await found('invoice', ann.folder.Plans)).toEqual([]);
});

test('what is gone is found no more', async () => {
  await removeMessages(db, ann.folder.INBOX, [1]);
  expect(await found('invoice')).toEqual(['Invoice for July']);
});

test('a conversation is found once, as its folder shows it', async () => {
  const answers = [6, 7, 8].map((uid) =>
    message(uid, { subject: 'Re: Garden', references: ['<5@example.org>'] }),
  );
  await pull(db, ann, 'Plans', ...answers);
  expect((await search('garden')).rows).toMatchObject([{ folderId: ann.folder.Plans, count: 4 }]);
});

describe('many results', () => {
  beforeEach(async () => {
    const date = Date.UTC(2025, 0, 1);
    // Some of one second, most of their own; not in the order of their dates.
    await pull(
      db,
      ann,
      'Archive',
      ...Array.from({ length: 2500 }, (_, n) => {
        const at = n < 300 ? date : date + ((n * 7919) % 2500) * 61_000;
        return message(n + 100, { subject: `Report ${n}`, date: at, seen: n % 2400 !== 0 });
      }),
    );
  });

  test('come in pages, newest first, without a gap or a double', async () => {
    const dates: number[] = [];
    const seen = new Set<number>();
    let cursor: string | null = null;
    do {
      const page = await search('report', null, cursor);
      for (const row of page.rows) {
        seen.add(row.id);
        dates.push(row.lastAt);
      }
      cursor = page.next;
    } while (cursor !== null);
    expect(seen.size).toBe(2500);
    expect(dates).toHaveLength(2500);
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
  });

  test('that few fit are looked through to the end', async () => {
    expect((await found('report is:unread')).sort()).toEqual(['Report 0', 'Report 2400']);
    expect(await found('in:archive is:unread')).toHaveLength(2);
    expect(await found('report from:cleo')).toEqual([]);
  });
});

test('two accounts of one person are searched as one', async () => {
  const other = await addAccount(db, 'ann2');
  await db.updateTable('account').set({ user_id: ann.userId }).where('id', '=', other.id).execute();
  await pull(db, other, 'INBOX', message(2, { subject: 'Invoice for August', date: message(2).date }));
  expect(await found('invoice')).toEqual(['Invoice for July', 'Invoice for August', 'Invoice for June']);
});

test.each(['x', '1', "1.2' or 1=1", '-1.-1'])('the cursor %j is refused by name', async (cursor) => {
  await expect(search('invoice', null, cursor)).rejects.toMatchObject({
    code: 'bad-request',
    field: 'cursor',
  });
});
