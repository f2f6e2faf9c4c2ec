// Signed-in browsers. A session that is not here is signed out, whatever its cookie says.
import { randomBytes } from 'node:crypto';
import type { Db } from './db';

/** Starts a session; its id goes into the browser's sealed cookie. */
export async function createSession(db: Db, userId: number): Promise<string> {
  const id = randomBytes(24).toString('base64url');
  const now = Date.now();
  await db.insertInto('session').values({ id, user_id: userId, created_at: now, seen_at: now }).execute();
  return id;
}

/** True while the session of this person has not been ended. */
export async function isSessionLive(db: Db, userId: number, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .select('id')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends one session of this person. */
export async function endSession(db: Db, userId: number, id: string): Promise<void> {
  await db.deleteFrom('session').where('id', '=', id).where('user_id', '=', userId).execute();
}
