// Brings a store to the newest schema, one numbered migration after the other.
import { Migrator } from 'kysely';
import type { Db } from './db';
import * as mail from './migrations/001-mail';
import * as accounts from './migrations/002-accounts';
import * as moreAccounts from './migrations/002-accounts-more';
import * as queue from './migrations/003-queue';
import * as drafts from './migrations/004-drafts';
import * as imports from './migrations/005-imports';
import * as pop3 from './migrations/005-pop3';
import * as sync from './migrations/006-sync';
import * as oauth from './migrations/007-oauth';
import * as draftCopies from './migrations/008-drafts';
import * as refusals from './migrations/009-refusals';
import * as textHash from './migrations/010-text-hash';
import * as textPrefix from './migrations/011-text-prefix';
import * as textPlain from './migrations/012-text-plain';

/** In the order of their names. */
const MIGRATIONS = {
  '001-mail': mail,
  '002-accounts': accounts,
  '002-accounts-more': moreAccounts,
  '003-queue': queue,
  '004-drafts': drafts,
  '005-imports': imports,
  '005-pop3': pop3,
  '006-sync': sync,
  '007-oauth': oauth,
  '008-drafts': draftCopies,
  '009-refusals': refusals,
  '010-text-hash': textHash,
  '011-text-prefix': textPrefix,
  '012-text-plain': textPlain,
};

/** Runs what has not run yet. Throws when a migration fails; it is rolled back then. */
export async function migrate(db: Db): Promise<void> {
  // Several people number theirs at the same time: a lower number may come to a store after a higher one.
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
