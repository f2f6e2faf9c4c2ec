// Slows guessing: after five wrong passwords for an address from one place, or thirty from anywhere, it has to wait.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';
import { once } from '@/lib/runtime/once';

const WINDOW_S = 15 * 60;
const limiters = once('sign-in-attempts', () => ({
  here: new RateLimiterMemory({ keyPrefix: 'here', points: 5, duration: WINDOW_S }),
  anywhere: new RateLimiterMemory({ keyPrefix: 'anywhere', points: 30, duration: WINDOW_S }),
}));

const keysOf = (username: string, ip: string) => {
  const person = username.trim().toLowerCase();
  return [
    [limiters.here, `${person} ${ip}`],
    [limiters.anywhere, person],
  ] as const;
};

/** One try with a log-in name. Unless something is said of it, it counts as a wrong password. */
export interface Attempt {
  /** The password was right: what was counted from this place is forgotten. */
  wasRight(): Promise<void>;
  /** It said nothing about the password: the server was away, say. */
  wasNoGuess(): Promise<void>;
}

/**
 * Takes one of the tries that the name has at its server. It is counted before the server is asked, so that many at once do not slip
 * through, and by the name that the server is given: what else the form says, a guesser can change. Throws 'rate-limited'.
 */
export async function takeAttempt(username: string, ip: string): Promise<Attempt> {
  const keys = keysOf(username, ip);
  const [[here, hereKey], [anywhere, anywhereKey]] = keys;
  await take(here, hereKey);
  try {
    await take(anywhere, anywhereKey);
  } catch (error) {
    await here.reward(hereKey);
    throw error;
  }
  return {
    wasRight: async () => {
      await here.delete(hereKey);
      await anywhere.reward(anywhereKey);
    },
    wasNoGuess: async () => {
      for (const [limiter, key] of keys) await limiter.reward(key);
    },
  };
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  await limiter.consume(key).catch((error: unknown) => {
    if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext);
    throw error;
  });
}

function tooMany(ms: number): AppError {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return new AppError('rate-limited', {
    userMessage: `Too many wrong passwords. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    temporary: true,
  });
}
