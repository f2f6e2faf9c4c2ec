import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { createAccount, findAccount, getAccountById, setAccountState, updateAccount } from './accounts';
import { saveBody } from './bodies';
import { lastChangeId } from './changes';
import { type Db, openStore } from './db';
import { saveDraft } from './drafts';
import { changeFlags } from './local-changes';
import { messagesInFolder } from './read-messages';
import { removeUser } from './remove-user';
import { createSession } from './sessions';
import { checkStore } from './testing/check-store';
import { addAccount, message, pull, type TestAccount } from './testing/mailbox';
import { addUpload } from './uploads';

let db: Db;
let ann: TestAccount;

beforeEach(async () => {
  db = await openStore(':memory:');
  ann = await addAccount(db);
});

test('two sign-ins at the same moment make one account', async () => {
  const fresh = { ...ann, username: 'twin' };
  const [one, other] = await Promise.all([createAccount(db, fresh), createAccount(db, fresh)]);
  expect(other.id).toBe(one.id);
});

test('is found by its log-in and updated', async () => {
  const smtp = { host: 'smtp.example.org', port: 465, security: 'tls' as const };
  await updateAccount(db, ann.id, { secret: 'sealed again', smtp });
  await updateAccount(db, ann.id, {});
  expect(await findAccount(db, 'localhost', 993, 'ann')).toMatchObject({ secret: 'sealed again', smtp });
  expect(await findAccount(db, 'localhost', 143, 'ann')).toBeNull();
});

test('a state is told when it is news', async () => {
  await setAccountState(db, ann.id, 'offline', 'No answer.', 5);
  const after = await lastChangeId(db, ann.userId);
  await setAccountState(db, ann.id, 'offline', 'No answer.', 5);
  expect(await lastChangeId(db, ann.userId)).toBe(after);
  expect(await getAccountById(db, ann.id)).toMatchObject({ state: 'offline', retryAt: 5 });
});

test('a removed person leaves nothing, others keep all', async () => {
  const ben = await addAccount(db, 'ben');
  for (const account of [ann, ben])
    await pull(db, account, 'INBOX', ...Array.from({ length: 450 }, (_, n) => message(n + 1)));
  const rows = await messagesInFolder(db, ann.userId, ann.folder.INBOX, 500);
  await changeFlags(db, rows, { seen: true });
  await saveBody(db, rows[0]!.id, {} as never, 'html', 1000);
  await createSession(db, ann.userId);
  await addUpload(db, ann.userId, {
    id: 'upload-1',
    name: 'a',
    type: 'text/plain',
    size: 1,
    contentId: null,
    path: '/tmp/a',
    received: 1,
  });
  await saveDraft(db, ann.userId, {
    key: 'draft-0001',
    accountId: ann.id,
    mode: 'new',
    originalId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: null,
    text: '',
    uploads: [],
    editedAt: 1,
  });
  expect(await removeUser(db, ann.userId)).toEqual({ files: ['/tmp/a'] });
  const { rows: tables } = await sql<{ name: string }>`
    select m.name from sqlite_master m where m.type = 'table'
      and exists (select 1 from pragma_table_info(m.name) where name in ('account_id', 'user_id', 'message_id'))`.execute(
    db,
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const columns = ['account_id', 'user_id'].map((column) => sql.ref(column));
    for (const [index, column] of columns.entries()) {
      const { rows: has } = await sql`select 1 from pragma_table_info(${name})
        where name = ${['account_id', 'user_id'][index]}`.execute(db);
      if (has.length === 0) continue;
      const left = await sql`select * from ${sql.table(name)}
        where ${column} = ${index === 0 ? ann.id : ann.userId}`.execute(db);
      expect(left.rows, name).toEqual([]);
    }
  }
  expect(await db.selectFrom('body').selectAll().execute()).toEqual([]);
  expect(await messagesInFolder(db, ben.userId, ben.folder.INBOX, 500)).toHaveLength(450);
  await checkStore(db);
});
