// Slows guessing: after five wrong passwords for an address from one place, or thirty from anywhere, it has to wait.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';
import { once } from '@/lib/runtime/once';

const WINDOW_S = 15 * 60;
const limiters = once('sign-in-attempts', () => ({
  here: new RateLimiterMemory({ keyPrefix: 'here', points: 5, duration: WINDOW_S }),
  anywhere: new RateLimiterMemory({ keyPrefix: 'anywhere', points: 30, duration: WINDOW_S }),
}));

const keysOf = (address: string, ip: string) => {
  const person = address.trim().toLowerCase();
  return [
    [limiters.here, `${person} ${ip}`],
    [limiters.anywhere, person],
  ] as const;
};

/** Throws 'rate-limited' while this address has too many failures behind it. */
export async function checkAttempts(address: string, ip: string): Promise<void> {
  for (const [limiter, key] of keysOf(address, ip)) {
    const state = await limiter.get(key);
    if (state && state.consumedPoints >= limiter.points) throw tooMany(state.msBeforeNext);
  }
}

/** Counts a wrong password. */
export async function countFailure(address: string, ip: string): Promise<void> {
  for (const [limiter, key] of keysOf(address, ip))
    await limiter.consume(key).catch((error: unknown) => {
      if (!(error instanceof RateLimiterRes)) throw error;
    });
}

/** A right password clears what was counted from this place. */
export async function clearFailures(address: string, ip: string): Promise<void> {
  const [[limiter, key]] = keysOf(address, ip);
  await limiter.delete(key);
}

function tooMany(ms: number): AppError {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return new AppError('rate-limited', {
    userMessage: `Too many wrong passwords. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    temporary: true,
  });
}
