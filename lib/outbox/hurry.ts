// An account was signed in to anew: what waited for that leaves now.
import type { Db } from '@/lib/store/db';
import { hurryRetries } from '@/lib/store/outbox-queue';
import { wakeOutbox } from './worker';

/** Also for messages of other accounts that are sent through this one. */
export async function hurryOutbox(db: Db, accountId: number): Promise<void> {
  wakeOutbox(await hurryRetries(db, accountId, Date.now()));
}
