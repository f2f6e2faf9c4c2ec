// Brings a store to the newest schema, one numbered migration after the other.
import { Migrator } from 'kysely';
import type { Db } from './db';
import * as mail from './migrations/001-mail';

/** Runs what has not run yet. Throws when a migration fails; it is rolled back then. */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ '001-mail': mail }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
