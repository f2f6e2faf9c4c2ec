// Keeps signed-in SMTP sessions for a short while, so that several waiting messages go over one connection.
import { createHash } from 'node:crypto';
import { once } from '@/lib/runtime/once';
import type { ServerLogin } from '../types';
import { endSession, openSession, type SmtpSession, type SmtpTimeouts } from './connection';

const IDLE_MS = 30_000;
const KEPT_PER_LOGIN = 2;

interface Kept {
  session: SmtpSession;
  /** Ends its being kept: no timer and no listener of the pool is left on it. */
  release(): void;
}

const pools = once('smtp-pools', () => new Map<string, Kept[]>());

/** A session and whether it was kept from before: such a one may have been ended by the server without our knowing. */
export interface TakenSession {
  session: SmtpSession;
  wasKept: boolean;
}

/** Takes a kept session of this log-in, else opens one. Throws AppError. */
export async function takeSession(login: ServerLogin, timeouts?: SmtpTimeouts): Promise<TakenSession> {
  const kept = pools.get(keyOf(login)) ?? [];
  for (let entry = kept[0]; entry; entry = kept[0]) {
    entry.release();
    if (entry.session.alive) return { session: entry.session, wasKept: true };
  }
  return { session: await openSession(login, timeouts), wasKept: false };
}

/** Keeps a session that is between two messages; it ends by itself when nobody takes it. */
export function keepSession(login: ServerLogin, session: SmtpSession): void {
  const key = keyOf(login);
  const kept = pools.get(key) ?? [];
  pools.set(key, kept);
  const end = () => {
    entry.release();
    endSession(session);
  };
  const timer = setTimeout(end, IDLE_MS);
  timer.unref();
  session.connection.once('end', end);
  const entry: Kept = {
    session,
    release: () => {
      clearTimeout(timer);
      session.connection.off('end', end);
      kept.splice(kept.indexOf(entry), 1);
      if (kept.length === 0) pools.delete(key);
    },
  };
  kept.push(entry);
  if (kept.length > KEPT_PER_LOGIN) {
    const oldest = kept[0]!;
    oldest.release();
    endSession(oldest.session);
  }
}

/** All that makes a session another one, also the password or token: who signs in with a wrong one gets no session of the right one. */
function keyOf(login: ServerLogin): string {
  const { host, port, security, username, auth, allowSelfSigned } = login;
  const all = JSON.stringify([host, port, security, username, auth, allowSelfSigned]);
  return createHash('sha256').update(all).digest('base64');
}
