// Starts a module of ours in a thread of its own. It is bundled first, in memory: a built server has no source file that Node
// could run, and the same way serves development and tests.
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { once } from './once';

const bundles = once('thread-bundles', () => new Map<string, string>());

/** Runs `entry` (a path from the project's root); it reads `options.workerData`. Takes about 0.1 s the first time. */
export function startThread(entry: string, options: WorkerOptions): Worker {
  const code = bundles.get(entry) ?? bundle(entry);
  bundles.set(entry, code);
  return new Worker(code, { ...options, eval: true });
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: process.cwd(),
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
