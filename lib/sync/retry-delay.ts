// How long to leave a mail server alone after a failure.
import { isAppError } from '@/lib/errors';

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A wrong password is not tried often: servers lock accounts for that. Signing in again starts the engine anew. */
const WRONG_PASSWORD_MS = 10 * 60_000;

/** Milliseconds after failure number `failures` (from 1), doubling to a minute; `random` in [0, 1) spreads them. */
export function retryDelayMs(failures: number, error: unknown, random: number): number {
  if (isAppError(error) && error.code === 'wrong-password') return WRONG_PASSWORD_MS;
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(base * (0.8 + 0.4 * random));
}
