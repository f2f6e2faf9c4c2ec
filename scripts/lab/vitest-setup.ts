// One lab for a whole run of live tests; worker processes find it through the environment.
import { startLab } from './lab';

/** vitest's globalSetup: starts the lab and returns what ends it. */
export async function setup(): Promise<() => Promise<void>> {
  const lab = await startLab();
  process.env.PENNYPOST_LAB = JSON.stringify(lab);
  return () => lab.close();
}
