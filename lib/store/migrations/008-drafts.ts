// Under which UIDVALIDITY a draft's copy has its UID: after a renumbering the same number names another message.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `alter table draft add column folder_uid_validity text`,
  `update draft set folder_uid_validity = (select folder.uid_validity from folder
    where folder.account_id = draft.account_id and folder.role = 'drafts') where folder_uid is not null`,
];

/** Adds the column. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
