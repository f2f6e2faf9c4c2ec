// Links a mail account to a person. One log-in belongs to one person here, so this is where two people could become one:
// docs/decisions/0010 has the rule, and only `join` (the person said yes) takes over what was somebody's alone.
import { sql } from 'kysely';
import {
  type AccountRow,
  findAccount,
  getAccount,
  insertAccount,
  type NewAccount,
  updateAccount,
} from './accounts';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import { saveGrant } from './oauth-grants';

/** What came of it. `alone`: a Pennypost of its own with nothing but this account; `shared`: one with others beside it. */
export type Linked =
  | { outcome: 'linked'; account: AccountRow }
  | { outcome: 'here'; account: AccountRow }
  | { outcome: 'alone' | 'shared' };

/** The log-in was proved by the caller, just now, with this account's own password or its provider's grant. */
export function linkAccount(db: Db, userId: number, fresh: NewAccount, join: boolean): Promise<Linked> {
  return durably(db, async (t) => {
    const known = await findAccount(t, fresh.imap.host, fresh.imap.port, fresh.username);
    if (known?.userId === userId) return { outcome: 'here', account: known };
    if (!known) {
      const account = await insertAccount(t, userId, fresh);
      await recordChange(t, userId, { kind: 'account', accountId: account.id });
      return { outcome: 'linked', account };
    }
    const { count } = await t
      .selectFrom('account')
      .select(t.fn.countAll<number>().as('count'))
      .where('user_id', '=', known.userId)
      .executeTakeFirstOrThrow();
    if (count > 1) return { outcome: 'shared' };
    if (!join) return { outcome: 'alone' };
    await moveAll(t, known.userId, userId);
    await updateAccount(t, known.id, {
      secret: fresh.secret,
      opens: fresh.opens !== false,
      // A token goes to its provider's servers only; those of a password stay, as in signing in with it.
      ...(fresh.grant ? { imap: fresh.imap, smtp: fresh.smtp } : {}),
    });
    if (fresh.grant) await saveGrant(t, known.id, fresh.grant);
    return { outcome: 'linked', account: await getAccount(t, userId, known.id) };
  });
}

/** What is not carried over: who is signed in, what browsers were told, and preferences (the person keeps their own). */
const STAYS = ['session', 'change', 'setting'];

/** Everything that names a user, whatever table it is in, so that a table added later is not forgotten. */
async function moveAll(db: Db, from: number, to: number): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and c.name = 'user_id'`.execute(
    db,
  );
  for (const { name } of rows)
    if (!STAYS.includes(name))
      // 'or ignore': what both have (a person's address, say) is kept once.
      await sql`update or ignore ${sql.table(name)} set user_id = ${to} where user_id = ${from}`.execute(db);
  await db.deleteFrom('user').where('id', '=', from).execute();
}
