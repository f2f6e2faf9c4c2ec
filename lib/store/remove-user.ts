// Erases a person and all they have here: in short transactions, so that nobody else waits for a big mailbox to go.
import { sql } from 'kysely';
import { type Db, durably, transaction } from './db';
import { forgetTexts } from './message-text';

const SLICE = 200;

/**
 * The engines of this person's accounts must have stopped. `files` are the paths of uploads and queued messages, to be unlinked. Their
 * sessions end first; what a crash leaves is erased by the next call.
 */
export async function removeUser(db: Db, userId: number): Promise<{ files: string[] }> {
  await durably(db, async (t) => {
    await t.deleteFrom('session').where('user_id', '=', userId).execute();
  });
  const accounts = await db.selectFrom('account').select('id').where('user_id', '=', userId).execute();
  for (const { id } of accounts) {
    await inSlices(db, (t) => removeMessages(t, id));
    for (const table of ['reference', 'subject_group'] as const)
      await inSlices(db, (t) => removeKeys(t, table, id));
    await inSlices(db, (t) => removeConversations(t, id));
  }
  await inSlices(db, async (t) => {
    const rows = t.selectFrom('change').select('id').where('user_id', '=', userId).limit(SLICE);
    return Number((await t.deleteFrom('change').where('id', 'in', rows).executeTakeFirst()).numDeletedRows);
  });
  return durably(db, async (t) => {
    const uploads = await t.selectFrom('upload').select('path').where('user_id', '=', userId).execute();
    const queued = await t.selectFrom('outbox').select('path').where('user_id', '=', userId).execute();
    await t.deleteFrom('user').where('id', '=', userId).execute();
    return { files: [...uploads, ...queued].map(({ path }) => path) };
  });
}

async function inSlices(db: Db, remove: (t: Db) => Promise<number>): Promise<void> {
  for (let removed = SLICE; removed >= SLICE; ) {
    removed = await transaction(db, remove);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function removeMessages(t: Db, accountId: number): Promise<number> {
  const rows = await t
    .selectFrom('message')
    .select('id')
    .where('account_id', '=', accountId)
    .limit(SLICE)
    .execute();
  const ids = rows.map(({ id }) => id);
  await forgetTexts(t, ids);
  await t
    .deleteFrom('message')
    .where('id', 'in', sql<number>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute();
  return ids.length;
}

async function removeKeys(t: Db, table: 'reference' | 'subject_group', accountId: number): Promise<number> {
  const key = sql.ref(table === 'reference' ? 'header_id' : 'base_subject');
  const done = await sql`delete from ${sql.table(table)} where account_id = ${accountId} and ${key} in (
    select ${key} from ${sql.table(table)} where account_id = ${accountId} limit ${SLICE})`.execute(t);
  return Number(done.numAffectedRows ?? 0n);
}

async function removeConversations(t: Db, accountId: number): Promise<number> {
  const rows = await t
    .selectFrom('conversation')
    .select('id')
    .where('account_id', '=', accountId)
    .limit(SLICE)
    .execute();
  const ids = sql<number>`(select value from json_each(${JSON.stringify(rows.map(({ id }) => id))}))`;
  await t.deleteFrom('folder_conversation').where('conversation_id', 'in', ids).execute();
  await t.deleteFrom('conversation').where('id', 'in', ids).execute();
  return rows.length;
}
