// Who asks: reads the session cookie and checks that the session was not ended.
import { cookies } from 'next/headers';
import { decode } from 'next-auth/jwt';
import { AppError } from '@/lib/errors';
import { store } from '@/lib/store/db';
import { isSessionLive } from '@/lib/store/sessions';
import { authSecret } from './secret';

/** A signed-in browser. */
export interface Session {
  userId: number;
  sessionId: string;
}

const COOKIES = ['__Secure-next-auth.session-token', 'next-auth.session-token'];

/** The session of the request that is being served, null when nobody is signed in. */
export async function currentSession(): Promise<Session | null> {
  const jar = await cookies();
  const cookie = COOKIES.map((name) => jar.get(name)?.value).find(Boolean);
  if (!cookie) return null;
  const token = await decode({ token: cookie, secret: authSecret() }).catch(() => null);
  const userId = Number(token?.sub);
  const sessionId = token?.sid;
  if (!Number.isInteger(userId) || typeof sessionId !== 'string') return null;
  return (await isSessionLive(await store(), userId, sessionId)) ? { userId, sessionId } : null;
}

/** As `currentSession`, for pages that only need to know who it is. */
export async function currentUserId(): Promise<number | null> {
  return (await currentSession())?.userId ?? null;
}

/** The session; throws 'not-signed-in' without one. */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (!session) throw new AppError('not-signed-in', { userMessage: 'Please sign in again.' });
  return session;
}
