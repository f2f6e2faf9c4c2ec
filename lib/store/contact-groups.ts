// Groups of people to write to by one name.
import type { ContactGroup, ContactGroupValues } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import type { Db } from './db';

const MOST = 500;

/** This person's groups, by name. */
export async function listGroups(db: Db, userId: number): Promise<ContactGroup[]> {
  const rows = await db
    .selectFrom('contact_group')
    .select(['id', 'name', 'people_json'])
    .where('user_id', '=', userId)
    .limit(MOST)
    .execute();
  return rows
    .map(({ id, name, people_json }) => ({ id, name, people: JSON.parse(people_json) as Address[] }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Adds a group; answers it. */
export async function addGroup(db: Db, userId: number, values: ContactGroupValues): Promise<ContactGroup> {
  const { id } = await db
    .insertInto('contact_group')
    .values({ user_id: userId, name: values.name, people_json: JSON.stringify(values.people) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, ...values };
}

/** Changes a group. Throws 'not found'. */
export async function saveGroup(db: Db, userId: number, { id, name, people }: ContactGroup): Promise<void> {
  const done = await db
    .updateTable('contact_group')
    .set({ name, people_json: JSON.stringify(people) })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) throw notFound('group');
}

/** Removes a group. Throws 'not found'. */
export async function removeGroup(db: Db, userId: number, id: number): Promise<void> {
  const done = await db
    .deleteFrom('contact_group')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (done.numDeletedRows === 0n) throw notFound('group');
}
