// Small arithmetic of the bench.

/** The value below which `share` of the figures lie. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One decimal is what a run can tell. */
export const rounded = (value: number) => Math.round(value * 10) / 10;

/** Of two rates: a bound of 0.7 is not to be met by 0.65. */
export const ratio = (ours: number, raw: number) => Math.round((ours / raw) * 100) / 100;

/** Milliseconds of each of `count` runs. */
export async function timeEach(count: number, run: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await run(index);
    times.push(performance.now() - start);
  }
  return times;
}

/** Asks until `ask` answers something other than null or false. */
export async function until<T>(
  ask: () => Promise<T | null | false>,
  everyMs = 10,
  limitMs = 900_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error('The bench waited too long.');
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
