// When to try a message again: exponential with jitter, for five days (RFC 5321 4.5.4.1).

const FIRST_MS = 30_000;
const LONGEST_MS = 2 * 3600_000;
/** After this a message that nobody accepted has failed. */
export const GIVE_UP_MS = 5 * 24 * 3600_000;
/** After this the person is told that it takes long (RFC 5321 4.5.4.1 speaks of four hours). */
export const WARN_MS = 4 * 3600_000;

/**
 * Milliseconds to wait after attempt number `attempts` (1 is the first). `random` in [0, 1) spreads it by a fifth
 * either way, so that many waiting messages do not return at once.
 */
export function backoffMs(attempts: number, random: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(base * (0.8 + 0.4 * random));
}
