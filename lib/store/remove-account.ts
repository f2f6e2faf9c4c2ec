// Takes one account out of a person's Pennypost: what the mail server has is forgotten, what only lies here is kept or refused.
import { Draft } from '@/lib/contract/compose';
import { AppError } from '@/lib/errors';
import { getAccount, listAccountRows, mustOpenOtherwise } from './accounts';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import { emptyAccount } from './empty-account';
import { endSessionsOf } from './sessions';

/**
 * Before its engine stops: refuses for the last account and while mail of this account is not done in the Outbox; hands its drafts to
 * another account, since they may exist nowhere else. Throws 'not found', 'bad request'.
 */
export function prepareRemoval(db: Db, userId: number, accountId: number): Promise<void> {
  return durably(db, async (t) => {
    const account = await getAccount(t, userId, accountId);
    const heir = (await listAccountRows(t, userId)).find(({ id }) => id !== accountId);
    if (!heir)
      throw new AppError('bad-request', {
        userMessage: "This is your only account. 'Sign out and forget this account' erases it.",
      });
    await mustOpenOtherwise(t, account);
    const { waiting } = await t
      .selectFrom('outbox')
      .select(t.fn.countAll<number>().as('waiting'))
      .where('account_id', '=', accountId)
      .where('state', 'not in', ['filed', 'cancelled'])
      .executeTakeFirstOrThrow();
    if (waiting > 0)
      throw new AppError('bad-request', {
        userMessage: `${waiting === 1 ? 'A message' : `${waiting} messages`} of this account in the Outbox ${waiting === 1 ? 'is' : 'are'} not done. Send or discard ${waiting === 1 ? 'it' : 'them'} first.`,
      });
    const drafts = await t
      .selectFrom('draft')
      .select(['id', 'json'])
      .where('account_id', '=', accountId)
      .execute();
    for (const { id, json } of drafts) {
      const { identityId: _, ...draft } = Draft.parse(JSON.parse(json));
      await t
        .updateTable('draft')
        .set({
          account_id: heir.id,
          json: JSON.stringify({ ...draft, accountId: heir.id }),
          filed_at: null,
          folder_uid: null,
          folder_uid_validity: null,
        })
        .where('id', '=', id)
        .execute();
    }
  });
}

/**
 * Its engine has stopped. Throws 'not found' for somebody else's. The browsers that signed in with it are signed out, but for `keepSession`. Answers the files to be unlinked.
 * Cut off in the middle, it leaves an account that is fetched anew, or removed by the next call.
 */
export async function removeAccount(
  db: Db,
  userId: number,
  accountId: number,
  keepSession: string,
): Promise<{ files: string[] }> {
  await getAccount(db, userId, accountId);
  await emptyAccount(db, userId, accountId, true);
  return durably(db, async (t) => {
    const sent = await t.selectFrom('outbox').select('path').where('account_id', '=', accountId).execute();
    await endSessionsOf(t, accountId, keepSession);
    await t.deleteFrom('account').where('id', '=', accountId).where('user_id', '=', userId).execute();
    await recordChange(t, userId, { kind: 'account', accountId });
    return { files: sent.map(({ path }) => path) };
  });
}
