// A seeded source of chance: the same seed gives the same mailbox on every machine.

/** Numbers, picks and texts drawn from one seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Log-normal: many small, few big. */
  logNormal(mu: number, sigma: number): number;
  /** Exponential with this mean. */
  exponential(mean: number): number;
}

/** Mulberry32: small, fast, good enough to look like life. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
    logNormal: (mu, sigma) => Math.exp(mu + sigma * normal()),
    exponential: (mean) => -Math.log(1 - next()) * mean,
  };
}
