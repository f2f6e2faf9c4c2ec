// Drafts at the server: the newest keystroke wins, what it replaces is kept as a version; the engine copies them to IMAP Drafts.
import { sql } from 'kysely';
import { Draft } from '@/lib/contract/compose';
import { getAccount } from './accounts';
import { recordChange } from './changes';
import { type Db, durably } from './db';
import { keepVersion } from './draft-versions';

/** The copy in the Drafts folder: its UID, null when there is none that we know of, and the UIDVALIDITY under which it was given. */
export interface DraftCopy {
  uid: number | null;
  uidValidity: string | null;
}

/** A draft whose IMAP copy is behind: to be filed, or (when removed) to be taken away. */
export interface DraftToFile {
  id: number;
  userId: number;
  draft: Draft;
  removed: boolean;
  copy: DraftCopy;
}

/** A draft with what is known of its copy in IMAP Drafts. */
export interface KeptDraft {
  draft: Draft;
  copy: DraftCopy;
  /** Whether the copy is as new as the draft. */
  isFiled: boolean;
}

/** An edit is in IMAP Drafts after this time, however steadily somebody types. */
const FILE_AFTER_MS = 8000;
/** Large files go to the mail server anew with each copy: then a minute, or when the writer looks away. */
const FILE_LARGE_AFTER_MS = 60_000;
const LARGE_OCTETS = 5 * 1024 * 1024;

/**
 * Keeps `draft` unless a newer one is here; answers the one that is kept. The other is kept as a version when it was not made from this
 * one: `basedOn` is the `editedAt` that the writer had from here (null: none; absent: whatever is here). Throws 'not found' for an
 * account of somebody else.
 */
export async function saveDraft(
  db: Db,
  userId: number,
  draft: Draft,
  basedOn?: number | null,
): Promise<Draft> {
  return durably(db, async (t) => {
    await getAccount(t, userId, draft.accountId);
    const row = await t
      .selectFrom('draft')
      .select(['id', 'json', 'edited_at', 'removed', 'account_id'])
      .where('user_id', '=', userId)
      .where('key', '=', draft.key)
      .executeTakeFirst();
    if (row) {
      const kept = Draft.parse(JSON.parse(row.json));
      if (row.edited_at > draft.editedAt) {
        if (row.removed === 1) return draft;
        await keepVersion(t, userId, draft, 'conflict');
        return kept;
      }
      if (row.removed === 0 && row.edited_at < draft.editedAt) {
        const isOther = basedOn !== undefined && (basedOn ?? 0) < row.edited_at;
        await keepVersion(t, userId, kept, isOther ? 'conflict' : 'earlier');
      }
      if (row.account_id !== draft.accountId) await leaveAccount(t, userId, row.id);
    }
    const values = {
      account_id: draft.accountId,
      json: JSON.stringify(draft),
      edited_at: draft.editedAt,
      removed: 0 as const,
    };
    const fileAt = Date.now() + fileAfterMs(draft);
    await t
      .insertInto('draft')
      .values({ ...values, user_id: userId, key: draft.key, file_at: fileAt })
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'key'])
          .doUpdateSet({ ...values, file_at: sql<number>`coalesce(draft.file_at, ${fileAt})` }),
      )
      .execute();
    await recordChange(t, userId, { kind: 'draft', key: draft.key, editedAt: draft.editedAt });
    return draft;
  });
}

function fileAfterMs({ uploads }: Draft): number {
  const octets = uploads.reduce((sum, { size }) => sum + size, 0);
  return octets > LARGE_OCTETS ? FILE_LARGE_AFTER_MS : FILE_AFTER_MS;
}

/** A draft that moves to another account: the old one's row becomes an order to take the copy away there. */
async function leaveAccount(t: Db, userId: number, id: number): Promise<void> {
  await t
    .updateTable('draft')
    // '@' is in no key of a browser.
    .set({ key: sql`key || '@' || account_id || '.' || ${Date.now()}`, removed: 1, file_at: 0 })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .execute();
}

/** One draft of this person, null when there is none (any more). */
export async function getDraft(db: Db, userId: number, key: string): Promise<Draft | null> {
  return (await getKeptDraft(db, userId, key))?.draft ?? null;
}

/** One draft of this person with the state of its copy, null when there is none (any more). */
export async function getKeptDraft(db: Db, userId: number, key: string): Promise<KeptDraft | null> {
  const row = await db
    .selectFrom('draft')
    .select(['json', 'folder_uid', 'folder_uid_validity', 'file_at'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('removed', '=', 0)
    .executeTakeFirst();
  if (!row) return null;
  return { draft: Draft.parse(JSON.parse(row.json)), copy: copyOf(row), isFiled: row.file_at === null };
}

const copyOf = (row: { folder_uid: number | null; folder_uid_validity: string | null }): DraftCopy => ({
  uid: row.folder_uid,
  uidValidity: row.folder_uid_validity,
});

/** True when both name the same message of the account's Drafts folder. */
export function isSameCopy(a: DraftCopy, b: DraftCopy): boolean {
  return a.uid !== null && a.uid === b.uid && a.uidValidity === b.uidValidity;
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

/** Ends a draft (sent or discarded); the row stays until its IMAP copy is gone. */
export async function removeDraft(db: Db, userId: number, key: string): Promise<void> {
  await durably(db, async (t) => {
    const done = await t
      .updateTable('draft')
      .set({ removed: 1, file_at: 0 })
      .where('user_id', '=', userId)
      .where('key', '=', key)
      .where('removed', '=', 0)
      .executeTakeFirst();
    if (done.numUpdatedRows > 0n) await recordChange(t, userId, { kind: 'draft', key, editedAt: null });
  });
}

/** The writer looks away: what is behind in IMAP Drafts is due now. */
export async function fileDraftNow(db: Db, userId: number, key: string): Promise<void> {
  await db
    .updateTable('draft')
    .set({ file_at: 0 })
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('file_at', 'is not', null)
    .execute();
}

/** Drafts of the account whose copies are due at `now` (epoch ms), the longest waiting first; a few at a time. */
export async function draftsToFile(db: Db, accountId: number, now: number): Promise<DraftToFile[]> {
  const rows = await db
    .selectFrom('draft')
    .select(['id', 'user_id', 'json', 'removed', 'folder_uid', 'folder_uid_validity'])
    .where('account_id', '=', accountId)
    .where('file_at', '<=', now)
    .orderBy('file_at')
    .limit(20)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    draft: Draft.parse(JSON.parse(row.json)),
    removed: row.removed === 1,
    copy: copyOf(row),
  }));
}

/** Nothing of the account can be filed before `at` (epoch ms). */
export async function putOffFiling(db: Db, accountId: number, at: number): Promise<void> {
  await db
    .updateTable('draft')
    .set({ file_at: at })
    .where('account_id', '=', accountId)
    .where('file_at', '<', at)
    .execute();
}

/** This draft cannot be filed before `at` (epoch ms), unless it is edited. */
export async function putOffDraft(db: Db, id: number, at: number): Promise<void> {
  await db.updateTable('draft').set({ file_at: at }).where('id', '=', id).execute();
}

/** When the account's next copy is due (epoch ms), null when none is. */
export async function nextFileAt(db: Db, accountId: number): Promise<number | null> {
  const row = await db
    .selectFrom('draft')
    .select('file_at')
    .where('account_id', '=', accountId)
    .where('file_at', 'is not', null)
    .orderBy('file_at')
    .limit(1)
    .executeTakeFirst();
  return row?.file_at ?? null;
}

/** The version edited at `editedAt` is in IMAP Drafts as this copy (UID null: the server did not say). */
export async function setDraftFiled(db: Db, id: number, copy: DraftCopy, editedAt: number): Promise<void> {
  const later = Date.now() + FILE_AFTER_MS;
  await db
    .updateTable('draft')
    .set({
      folder_uid: copy.uid,
      folder_uid_validity: copy.uidValidity,
      filed_at: editedAt,
      // Edited or removed while the copy was on its way: the next one is due.
      file_at: sql<
        number | null
      >`case when removed = 1 then 0 when edited_at > ${editedAt} then ${later} end`,
    })
    .where('id', '=', id)
    .execute();
}

/** The draft was just taken from this message in IMAP Drafts, which therefore is its copy. */
export async function adoptCopy(db: Db, userId: number, key: string, copy: DraftCopy): Promise<void> {
  await db
    .updateTable('draft')
    .set({
      folder_uid: copy.uid,
      folder_uid_validity: copy.uidValidity,
      filed_at: sql<number>`edited_at`,
      file_at: null,
    })
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .execute();
}

/** The removed draft's IMAP copy is gone. A draft that came back meanwhile (undo) stays. */
export async function forgetDraft(db: Db, id: number): Promise<void> {
  await db.deleteFrom('draft').where('id', '=', id).where('removed', '=', 1).execute();
}

/**
 * Forgets drafts that another program deleted: filed before `before` (epoch ms), and no message of the account's index has their copy any
 * more; at most `limit`. What they said stays as a version for a day.
 */
export async function forgetDeletedDrafts(db: Db, before: number, limit: number): Promise<void> {
  await durably(db, async (t) => {
    const { rows } = await sql<{ id: number; userId: number; json: string }>`
      select d.id, d.user_id as userId, d.json from draft d
      where d.removed = 0 and d.file_at is null and d.folder_uid is not null and d.edited_at < ${before}
        and not exists (select 1 from message m where m.account_id = d.account_id
          and m.message_id_header >= '<draft.' || d.key || '@' and m.message_id_header < '<draft.' || d.key || 'A')
      limit ${limit}`.execute(t);
    for (const { id, userId, json } of rows) {
      await keepVersion(t, userId, Draft.parse(JSON.parse(json)), 'discarded');
      await t.deleteFrom('draft').where('id', '=', id).execute();
    }
  });
}
