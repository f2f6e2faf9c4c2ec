// Takes an account's messages and all that hangs on them out of the index, in short transactions. Conversations that it shares with
// other accounts of the person stay, with what is left of them.
import { sql } from 'kysely';
import { type Db, transaction } from './db';
import { forgetTexts } from './message-text';
import { removeMessageRows } from './remove-rows';

const SLICE = 100;

/**
 * The account's engine has stopped. With `tells` the person's browsers hear of it, and lists of their other accounts are kept in step;
 * without it (the whole person goes) nobody looks any more. What a crash leaves is taken by the next call.
 */
export async function emptyAccount(db: Db, userId: number, accountId: number, tells: boolean): Promise<void> {
  await inSlices(db, (t) => removeMessages(t, accountId, tells));
  for (const table of ['reference', 'subject_group'] as const)
    await inSlices(db, (t) => removeKeys(t, table, accountId));
  await inSlices(db, (t) => giveConversationsAway(t, userId, accountId));
}

/** Runs `remove` until it does less than a slice; others get their turn in between. */
export async function inSlices(db: Db, remove: (t: Db) => Promise<number>): Promise<void> {
  for (let removed = SLICE; removed >= SLICE; ) {
    removed = await transaction(db, remove);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function removeMessages(t: Db, accountId: number, tells: boolean): Promise<number> {
  const rows = await t
    .selectFrom('message')
    .select('id')
    .where('account_id', '=', accountId)
    .limit(SLICE)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (tells) await removeMessageRows(t, ids);
  else {
    await forgetTexts(t, ids);
    await t.deleteFrom('message').where('id', 'in', ids).execute();
  }
  return rows.length;
}

async function removeKeys(t: Db, table: 'reference' | 'subject_group', accountId: number): Promise<number> {
  const key = sql.ref(table === 'reference' ? 'header_id' : 'base_subject');
  const done = await sql`delete from ${sql.table(table)} where account_id = ${accountId} and ${key} in (
    select ${key} from ${sql.table(table)} where account_id = ${accountId} limit ${SLICE})`.execute(t);
  return Number(done.numAffectedRows ?? 0n);
}

/** Those that began in this account and go on in others: one of the others has them from now on. */
async function giveConversationsAway(t: Db, userId: number, accountId: number): Promise<number> {
  const { rows } = await sql<{ id: number; heir: number | null }>`
    select id, (select m.account_id from message m join account a on a.id = m.account_id
      where m.conversation_id = conversation.id and m.account_id <> ${accountId} and a.user_id = ${userId} limit 1) as heir
    from conversation where account_id = ${accountId} limit ${SLICE}`.execute(t);
  for (const { id, heir } of rows) {
    if (heir === null) {
      for (const table of ['folder_conversation', 'reference', 'subject_group'] as const)
        await t.deleteFrom(table).where('conversation_id', '=', id).execute();
      await t.deleteFrom('conversation').where('id', '=', id).execute();
    } else await t.updateTable('conversation').set({ account_id: heir }).where('id', '=', id).execute();
  }
  return rows.length;
}
