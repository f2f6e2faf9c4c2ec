// The table of imports: what was brought, how far it was read. A crash goes on from `position`.
import { type ImportJob, ImportState } from '@/lib/contract/imports';
import { notFound } from '@/lib/errors';
import type { Db } from './db';

/** An import with all that its reader needs. */
export interface ImportRow {
  id: number;
  userId: number;
  folderId: number;
  name: string;
  path: string;
  size: number;
  state: ImportJob['state'];
  position: number;
  total: number;
  added: number;
  doubles: number;
  failed: number;
  error: string | null;
}

const rows = (db: Db) => db.selectFrom('import_job').selectAll();
type Columns = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;

const job = ({ user_id, folder_id, created_at: _, state, ...row }: Columns): ImportRow => ({
  ...row,
  userId: user_id,
  folderId: folder_id,
  state: ImportState.parse(state),
});

/** Notes a file that is to come. */
export async function addImport(
  db: Db,
  fresh: Pick<ImportRow, 'userId' | 'folderId' | 'name' | 'path' | 'size'>,
): Promise<ImportRow> {
  const { userId, folderId, name, path, size } = fresh;
  const row = await db
    .insertInto('import_job')
    .values({ user_id: userId, folder_id: folderId, name, path, size, created_at: Date.now() })
    .returningAll()
    .executeTakeFirstOrThrow();
  return job(row);
}

/** One import of this person. Throws 'not found'. */
export async function getImport(db: Db, userId: number, id: number): Promise<ImportRow> {
  const row = await rows(db).where('id', '=', id).where('user_id', '=', userId).executeTakeFirst();
  if (!row) throw notFound('import');
  return job(row);
}

/** For the reader: an import by id, null when it is gone. */
export async function getImportById(db: Db, id: number): Promise<ImportRow | null> {
  const row = await rows(db).where('id', '=', id).executeTakeFirst();
  return row ? job(row) : null;
}

/** Imports that are to be read, after a start: oldest first. */
export async function runningImports(db: Db): Promise<number[]> {
  const found = await db
    .selectFrom('import_job')
    .select('id')
    .where('state', '=', 'running')
    .orderBy('id')
    .execute();
  return found.map(({ id }) => id);
}

/** Forgets imports that were begun before `before` and are not being read; answers the files of those that stay. */
export async function forgetOldImports(db: Db, before: number): Promise<string[]> {
  await db
    .deleteFrom('import_job')
    .where('state', '!=', 'running')
    .where('created_at', '<', before)
    .execute();
  return (await db.selectFrom('import_job').select('path').execute()).map(({ path }) => path);
}

/** Keeps what was reached. */
export async function saveImport(
  db: Db,
  id: number,
  patch: Partial<Pick<ImportRow, 'state' | 'position' | 'total' | 'added' | 'doubles' | 'failed' | 'error'>>,
): Promise<void> {
  await db.updateTable('import_job').set(patch).where('id', '=', id).execute();
}

/** Forgets an import; what it added stays. */
export async function removeImport(db: Db, userId: number, id: number): Promise<void> {
  await db.deleteFrom('import_job').where('id', '=', id).where('user_id', '=', userId).execute();
}
