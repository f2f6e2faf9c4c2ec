// Texts to begin with.
import type { Template, TemplateValues } from '@/lib/contract/compose';
import { notFound } from '@/lib/errors';
import type { Db } from './db';

const MOST = 500;

/** This person's templates, by name. */
export async function listTemplates(db: Db, userId: number): Promise<Template[]> {
  const rows = await db
    .selectFrom('template')
    .select(['id', 'name', 'subject', 'html'])
    .where('user_id', '=', userId)
    .limit(MOST)
    .execute();
  return rows.sort((a, b) => a.name.localeCompare(b.name));
}

/** Adds a template; answers it. */
export async function addTemplate(db: Db, userId: number, values: TemplateValues): Promise<Template> {
  const { id } = await db
    .insertInto('template')
    .values({ user_id: userId, ...values })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, ...values };
}

/** Changes a template. Throws 'not found'. */
export async function saveTemplate(db: Db, userId: number, { id, ...values }: Template): Promise<void> {
  const done = await db
    .updateTable('template')
    .set(values)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) throw notFound('template');
}

/** Removes a template. Throws 'not found'. */
export async function removeTemplate(db: Db, userId: number, id: number): Promise<void> {
  const done = await db
    .deleteFrom('template')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (done.numDeletedRows === 0n) throw notFound('template');
}
