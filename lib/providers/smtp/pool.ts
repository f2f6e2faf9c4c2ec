// Keeps signed-in SMTP sessions for a short while, so that several waiting messages go over one connection.
import { createHash } from 'node:crypto';
import type { Dialogue } from '@/lib/contract/delivery';
import { once } from '@/lib/runtime/once';
import type { ServerLogin } from '../types';
import { endSession, openSession, type SmtpSession, type SmtpTimeouts } from './connection';

const IDLE_MS = 30_000;
const KEPT_PER_LOGIN = 4;
/** Servers end a connection after some messages of their choice; this is below the usual ones. */
const MESSAGES_PER_SESSION = 100;

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

/** Takes the session of this log-in that was used last, else opens one; `dialogue` gets its handshake. Throws AppError. */
export async function takeSession(
  login: ServerLogin,
  dialogue: Dialogue,
  timeouts?: SmtpTimeouts,
): Promise<TakenSession> {
  const kept = pools.get(keyOf(login)) ?? [];
  for (let entry = kept.at(-1); entry; entry = kept.at(-1)) {
    entry.release();
    if (!entry.session.alive) continue;
    Object.assign(dialogue, { ...entry.session.opening, reused: true });
    return { session: entry.session, wasKept: true };
  }
  Object.assign(dialogue, { tls: null, reused: false, handshake: [] });
  return { session: await openSession(login, dialogue, timeouts), wasKept: false };
}

/** Keeps a session that is between two messages; it ends by itself when nobody takes it. False when it has carried enough. */
export function keepSession(login: ServerLogin, session: SmtpSession): boolean {
  if (session.carried >= MESSAGES_PER_SESSION) return false;
  const key = keyOf(login);
  const kept = pools.get(key) ?? [];
  pools.set(key, kept);
  const end = () => {
    entry.release();
    dropSession(session);
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
    dropSession(oldest.session);
  }
  return true;
}

/** Ends a session in good order; what is still said belongs to no message. */
export function dropSession(session: SmtpSession): void {
  session.lines = [];
  endSession(session);
}

/** All that makes a session another one, also the password or token: who signs in with a wrong one gets no session of the right one. */
function keyOf(login: ServerLogin): string {
  const { host, port, security, username, auth, allowSelfSigned, allowPrivate } = login;
  const all = JSON.stringify([host, port, security, username, auth, allowSelfSigned, allowPrivate]);
  return createHash('sha256').update(all).digest('base64');
}
