// How much each mail server is asked to take at once, and when it is left alone: fewer after it said 'too much', more again as it accepts.

/** Connections to one host at a time. Servers commonly allow ten to twenty from one address. */
const AT_ONCE = 4;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

interface Pace {
  running: number;
  limit: number;
  pausedUntil: number;
  strikes: number;
}

/** What an attempt said about the server: 'slow' is 421, 4.7.x and the like. */
export type Verdict = 'accepted' | 'slow' | 'other';

/** One process's view; it forgets on restart, and the server says it again. */
export class HostPace {
  #hosts = new Map<string, Pace>();

  /** Hosts that take no further message at `now`. */
  full(now: number): string[] {
    return [...this.#hosts].filter(([, pace]) => isFull(pace, now)).map(([host]) => host);
  }

  /** The hosts left alone at `now`, with the end of it (epoch ms). */
  pauses(now: number): Map<string, number> {
    const paused = [...this.#hosts].filter(([, pace]) => pace.pausedUntil > now);
    return new Map(paused.map(([host, pace]) => [host, pace.pausedUntil]));
  }

  /** When the next pause ends (epoch ms), null when there is none. */
  nextEndAt(now: number): number | null {
    const ends = [...this.pauses(now).values()];
    return ends.length > 0 ? Math.min(...ends) : null;
  }

  /** An attempt begins. */
  begin(host: string): void {
    const pace = this.#hosts.get(host) ?? { running: 0, limit: AT_ONCE, pausedUntil: 0, strikes: 0 };
    pace.running++;
    this.#hosts.set(host, pace);
  }

  /** It ended. */
  end(host: string, verdict: Verdict, now: number): void {
    const pace = this.#hosts.get(host);
    if (!pace) return;
    pace.running--;
    if (verdict === 'accepted') {
      pace.strikes = 0;
      pace.limit = Math.min(AT_ONCE, pace.limit + 0.25);
    }
    if (verdict === 'slow') {
      // Attempts that were under way when the server said so do not count again.
      if (now >= pace.pausedUntil)
        pace.pausedUntil = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pace.strikes++);
      pace.limit = 1;
    }
    if (pace.running === 0 && pace.limit >= AT_ONCE && pace.pausedUntil <= now) this.#hosts.delete(host);
  }

  /** What it was left alone for is over; attempts that are under way still count. */
  forgive(host: string): void {
    const pace = this.#hosts.get(host);
    if (pace) Object.assign(pace, { limit: AT_ONCE, pausedUntil: 0, strikes: 0 });
  }
}

const isFull = (pace: Pace, now: number) => pace.running >= Math.floor(pace.limit) || pace.pausedUntil > now;

/**
 * True for answers that ask for less: 421, and 4yz with an enhanced code of policy (RFC 3463 3.8) or plain words. Greylisting (RFC 6647)
 * is about one recipient and a sender that is new to it; others may be written to.
 */
export function asksForLess(code: number | null, text: string): boolean {
  if (code === 421) return true;
  if (code === null || code < 400 || code >= 500 || /gr[ea]y-?list/iu.test(text)) return false;
  return /^4\.7\.\d/u.test(text) || /too many|rate limit|throttl|slow down/iu.test(text);
}
