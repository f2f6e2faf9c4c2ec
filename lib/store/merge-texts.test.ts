// How many parts the text index gets, and what becomes of them.
import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { parseQuery } from '@/lib/search/parse-query';
import { type Db, openStore } from './db';
import { countParts, hasManyParts, mergeTexts } from './merge-texts';
import { replaceTexts } from './message-text';
import { insertSteps } from './messages';
import { listUntexted, textSteps } from './save-texts';
import { up as withoutPrefixes } from './migrations/012-text-plain';
import { searchConversations } from './search-index';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';
import { writeAll } from './write-steps';

/** A store as the thread for bulk work has it: nobody else wants to write. */
const open = () => openStore(':memory:', { take: async () => {}, release: () => {}, isWanted: () => false });

const words = (n: number) => Array.from({ length: 300 }, (_, at) => `w${(n * 7919 + at * at) % 3001}`);

async function fill(db: Db, ann: TestAccount, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, at) => message(at + 1, { subject: `mail ${at + 1}` }));
  await writeAll(db, insertSteps(ann.id, ann.folder.INBOX, messages));
}

const texts = async (db: Db, ann: TestAccount, limit: number) =>
  (await listUntexted(db, ann.id, limit))
    .reverse()
    .map(({ id, uid }) => ({ id, text: words(uid).join(' '), snippet: `Snippet ${uid}` }));

const found = async (db: Db, ann: TestAccount, query: string) =>
  (await searchConversations(db, ann.userId, parseQuery(query), { folderId: null }, null)).rows.length;

test('what is written together ends one part of the text index, not one for each statement', async () => {
  const db = await open();
  const ann = await addAccount(db);
  await fill(db, ann, 1000);
  expect(await countParts(db)).toBe(1);
  await writeAll(db, textSteps(await texts(db, ann, 250)));
  expect(await countParts(db)).toBe(2);
});

test('many parts become one, step by step, and each step leaves everything findable', async () => {
  const db = await open();
  const ann = await addAccount(db);
  await fill(db, ann, 60);
  for (let n = 0; n < 60; n += 2) await writeAll(db, textSteps(await texts(db, ann, 2)));
  expect(await countParts(db)).toBeGreaterThan(20);
  const rare = `mail ${words(7).find((word) => word.length === 5)}`;
  const before = await found(db, ann, rare);
  expect(before).toBeGreaterThan(0);
  for (let isLeft = true; isLeft; isLeft = await mergeTexts(db))
    expect(await found(db, ann, rare)).toBe(before);
  expect(await countParts(db)).toBeLessThan(4);
  expect(await mergeTexts(db)).toBe(false);
});

test('parts are many long before FTS5 would merge them within a commit', async () => {
  const db = await open();
  const ann = await addAccount(db);
  await pull(db, ann, 'INBOX', message(1));
  const { id } = (await listUntexted(db, ann.id, 1))[0]!;
  const addPart = (n: number) => replaceTexts(db, [{ id, subject: '', people: '', body: `word${n}` }]);
  for (let n = 0; n < 700; n++) await addPart(n);
  expect(await hasManyParts(db)).toBe(false);
  for (let n = 700; n < 900; n++) await addPart(n);
  expect(await countParts(db)).toBe(901);
  expect(await hasManyParts(db)).toBe(true);
});

test('a crash between the text and the word that it is there leaves it to be read again, and nothing twice', async () => {
  const db = await open();
  const ann = await addAccount(db);
  await fill(db, ann, 3);
  const all = await texts(db, ann, 3);
  await writeAll(db, textSteps(all.map((text) => ({ ...text, text: 'before' }))).slice(0, 1));
  expect(await texts(db, ann, 3)).toEqual(all);
  expect(await found(db, ann, 'before')).toBe(3);
  await writeAll(db, textSteps(all));
  expect(await texts(db, ann, 3)).toEqual([]);
  expect(await found(db, ann, words(2)[0]!)).toBeGreaterThan(0);
  expect(await found(db, ann, 'before')).toBe(0);
});

test('a store that has messages keeps its text index when the lists of beginnings go', async () => {
  const db = await open();
  const ann = await addAccount(db);
  await fill(db, ann, 2);
  await withoutPrefixes(db as unknown as Kysely<unknown>);
  expect(await found(db, ann, 'mail')).toBe(2);
});
