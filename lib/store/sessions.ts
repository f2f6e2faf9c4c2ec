// Signed-in browsers. A session that is not here is signed out, whatever its cookie says.
import { randomBytes } from 'node:crypto';
import type { Db } from './db';

const MAX_UNUSED_MS = 31 * 24 * 3600_000;
/** How often use is noted: a request should seldom have to write. */
const NOTED_EVERY_MS = 3600_000;

/** Starts a session, opened by signing in with this account; its id goes into the browser's sealed cookie. */
export async function createSession(
  db: Db,
  userId: number,
  accountId: number | null = null,
): Promise<string> {
  const id = randomBytes(24).toString('base64url');
  const now = Date.now();
  await db
    .deleteFrom('session')
    .where('seen_at', '<', now - MAX_UNUSED_MS)
    .execute();
  await db
    .insertInto('session')
    .values({ id, user_id: userId, created_at: now, seen_at: now, account_id: accountId })
    .execute();
  return id;
}

/** True while the session of this person has neither been ended nor lain unused for a month. */
export async function isSessionLive(db: Db, userId: number, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .select('seen_at')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  const now = Date.now();
  if (!row || now - row.seen_at > MAX_UNUSED_MS) return false;
  if (now - row.seen_at > NOTED_EVERY_MS)
    await db.updateTable('session').set({ seen_at: now }).where('id', '=', id).execute();
  return true;
}

/** Ends one session of this person. */
export async function endSession(db: Db, userId: number, id: string): Promise<void> {
  await db.deleteFrom('session').where('id', '=', id).where('user_id', '=', userId).execute();
}

/** Ends the sessions that this account opened, but for the one of the browser that asks. */
export async function endSessionsOf(db: Db, accountId: number, keepId: string): Promise<void> {
  await db.deleteFrom('session').where('account_id', '=', accountId).where('id', '!=', keepId).execute();
}
