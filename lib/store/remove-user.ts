// Erases a person and all they have here: in short transactions, so that nobody else waits for a big mailbox to go.
import { type Db, durably } from './db';
import { emptyAccount, inSlices } from './empty-account';

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
  for (const { id } of accounts) await emptyAccount(db, userId, id, false);
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
