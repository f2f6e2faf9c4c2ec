import { beforeEach, expect, test } from 'vitest';
import { type Db, openStore } from './db';
import { unclearInIndex } from './sent-copies';
import { addAccount, type TestAccount } from './testing/mailbox';
import { plansOf } from './testing/plans';

let db: Db;
let ann: TestAccount;
beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

test('unclear messages are looked for among the messages, and not the other way round', async () => {
  const [plan] = await plansOf(db, (listening) => unclearInIndex(listening, ann.id));
  expect(plan).toEqual([
    expect.stringContaining('outbox USING INDEX outbox_unclear'),
    expect.stringContaining('message USING INDEX message_header'),
    expect.stringContaining('folder USING INTEGER PRIMARY KEY'),
  ]);
});
