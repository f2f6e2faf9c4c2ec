// Drafts at the server: the newest keystroke wins; the engine copies them to IMAP Drafts.
import { Draft } from '@/lib/contract/compose';
import { getAccount } from './accounts';
import { type Db, durably } from './db';

/** A draft whose IMAP copy is behind: to be filed, or (when removed) to be taken away. */
export interface DraftToFile {
  id: number;
  userId: number;
  draft: Draft;
  removed: boolean;
  /** UID of the copy in the Drafts folder, null when there is none that we know of. */
  uid: number | null;
}

/** Keeps `draft` unless a newer one is here; answers the one that is kept. Throws 'not found' for an account of somebody else. */
export async function saveDraft(db: Db, userId: number, draft: Draft): Promise<Draft> {
  const json = JSON.stringify(draft);
  return durably(db, async (t) => {
    await getAccount(t, userId, draft.accountId);
    await t
      .insertInto('draft')
      .values({
        user_id: userId,
        account_id: draft.accountId,
        key: draft.key,
        json,
        edited_at: draft.editedAt,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'key'])
          .doUpdateSet({ json, edited_at: draft.editedAt, account_id: draft.accountId, removed: 0 })
          .where('draft.edited_at', '<=', draft.editedAt),
      )
      .execute();
    return (await getDraft(t, userId, draft.key)) ?? draft;
  });
}

/** One draft of this person, null when there is none (any more). */
export async function getDraft(db: Db, userId: number, key: string): Promise<Draft | null> {
  const row = await db
    .selectFrom('draft')
    .select('json')
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('removed', '=', 0)
    .executeTakeFirst();
  return row ? Draft.parse(JSON.parse(row.json)) : null;
}

/** This person's drafts, the last edited first. */
export async function listDrafts(db: Db, userId: number): Promise<Draft[]> {
  const rows = await db
    .selectFrom('draft')
    .select('json')
    .where('user_id', '=', userId)
    .where('removed', '=', 0)
    .orderBy('edited_at', 'desc')
    .limit(100)
    .execute();
  return rows.map(({ json }) => Draft.parse(JSON.parse(json)));
}

/** Discards a draft; the row stays until its IMAP copy is gone. */
export async function removeDraft(db: Db, userId: number, key: string): Promise<void> {
  await db
    .updateTable('draft')
    .set({ removed: 1 })
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .execute();
}

/** Drafts of an account whose IMAP copy is absent or older, last edited before `quietSince`; removed ones at once. */
export async function draftsToFile(db: Db, accountId: number, quietSince: number): Promise<DraftToFile[]> {
  const rows = await db
    .selectFrom('draft')
    .selectAll()
    .where('account_id', '=', accountId)
    .where((where) =>
      where.or([
        where('removed', '=', 1),
        where.and([
          where('edited_at', '<=', quietSince),
          where.or([where('filed_at', 'is', null), where('filed_at', '<', where.ref('edited_at'))]),
        ]),
      ]),
    )
    .execute();
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    draft: Draft.parse(JSON.parse(row.json)),
    removed: row.removed === 1,
    uid: row.folder_uid,
  }));
}

/** Whether a draft waits to be filed or taken away: now (`due`), or once nobody types any more (`waiting`). */
export async function hasDraftsToFile(
  db: Db,
  accountId: number,
  quietSince: number,
): Promise<{ due: boolean; waiting: boolean }> {
  const due = (await draftsToFile(db, accountId, quietSince)).length > 0;
  return { due, waiting: due || (await draftsToFile(db, accountId, Number.MAX_SAFE_INTEGER)).length > 0 };
}

/** The version edited at `editedAt` is in IMAP Drafts with this UID (null: the server did not say). */
export async function setDraftFiled(db: Db, id: number, uid: number | null, editedAt: number): Promise<void> {
  await db.updateTable('draft').set({ folder_uid: uid, filed_at: editedAt }).where('id', '=', id).execute();
}

/** The removed draft's IMAP copy is gone. A draft that came back meanwhile (undo) stays. */
export async function forgetDraft(db: Db, id: number): Promise<void> {
  await db.deleteFrom('draft').where('id', '=', id).where('removed', '=', 1).execute();
}

/** The draft whose IMAP copy has this UID, to continue it instead of its copy. */
export async function draftByUid(
  db: Db,
  userId: number,
  accountId: number,
  uid: number,
): Promise<Draft | null> {
  const row = await db
    .selectFrom('draft')
    .select('json')
    .where('user_id', '=', userId)
    .where('account_id', '=', accountId)
    .where('folder_uid', '=', uid)
    .where('removed', '=', 0)
    .executeTakeFirst();
  return row ? Draft.parse(JSON.parse(row.json)) : null;
}
