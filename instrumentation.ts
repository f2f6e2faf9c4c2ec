// What Next calls once when the server starts.

/** Starts the engines; the configuration is checked first, so that a wrong one ends the start with its reasons. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { env } = await import('@/lib/runtime/env');
  env();
  const { startEngines } = await import('@/lib/runtime/start');
  await startEngines();
}
