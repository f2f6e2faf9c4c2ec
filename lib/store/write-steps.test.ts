// How many steps of bulk work share a transaction, and who is kept waiting by them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Db, openStore } from './db';
import { countParts } from './merge-texts';
import { insertSteps } from './messages';
import { addAccount, message } from './testing/mailbox';
import { type Step, writeAll, writeSome } from './write-steps';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-steps-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Steps that note in which transaction they were written. */
function noting(count: number, between: (index: number) => void = () => {}) {
  const seen: Db[] = [];
  const steps = Array.from({ length: count }, (_, index): Step => {
    return async (t) => {
      seen.push(t);
      between(index);
    };
  });
  return { steps, transactions: () => seen.map((t) => [...new Set(seen)].indexOf(t)) };
}

/** The turn of a thread of its own; others want it when `isWanted` says so. */
const turn = (isWanted: () => boolean) => ({ take: async () => {}, release: () => {}, isWanted });

test('in the thread for bulk work many steps share a transaction, and others find room after the one in which they ask', async () => {
  let isWanted = false;
  const bulk = await openStore(
    join(dir, 'bulk.db'),
    turn(() => isWanted),
  );
  const { steps, transactions } = noting(8, (index) => {
    isWanted = index === 4;
  });
  await writeAll(bulk, steps);
  expect(transactions()).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
});

test('no transaction is without end', async () => {
  const bulk = await openStore(
    join(dir, 'long.db'),
    turn(() => false),
  );
  const { steps, transactions } = noting(30);
  await writeAll(bulk, steps);
  expect(transactions()).toHaveLength(30);
  expect(new Set(transactions()).size).toBe(4);
});

test('where all else runs in the same thread each step is a transaction', async () => {
  const alone = await openStore(':memory:');
  const { steps, transactions } = noting(3);
  await writeAll(alone, steps);
  expect(transactions()).toEqual([0, 1, 2]);
});

test('a step that fails takes with it what shares its transaction', async () => {
  const bulk = await openStore(
    join(dir, 'fails.db'),
    turn(() => false),
  );
  const write = (at: number): Step => {
    return async (t) => void (await t.insertInto('user').values({ created_at: at }).execute());
  };
  const failing: Step = async () => {
    throw new Error('no');
  };
  const steps = [write(1), write(2), failing];
  await expect(writeSome(bulk, () => steps.shift() ?? null)).rejects.toThrow('no');
  expect(await bulk.selectFrom('user').selectAll().execute()).toEqual([]);
  await writeAll(bulk, [write(3)]);
  expect(await bulk.selectFrom('user').selectAll().execute()).toHaveLength(1);
});

test('what the text index gets of a transaction it gets after all steps, in its own order, or not at all', async () => {
  const bulk = await openStore(
    join(dir, 'end.db'),
    turn(() => false),
  );
  const ann = await addAccount(bulk);
  // Dates that do not rise with the numbers, over two steps: at a smaller row id FTS5 would end a part.
  const messages = Array.from({ length: 400 }, (_, n) => message(n + 1, { date: ((n * 7) % 400) * 1000 }));
  const steps = insertSteps(ann.id, ann.folder.INBOX, messages);
  expect(steps).toHaveLength(2);
  const failing: Step = async () => {
    throw new Error('no');
  };
  await expect(writeSome(bulk, list([...steps, failing]))).rejects.toThrow('no');
  expect(await countParts(bulk)).toBe(0);
  await writeAll(bulk, steps);
  expect(await countParts(bulk)).toBe(1);
});

const list = (steps: Step[]) => () => steps.shift() ?? null;
