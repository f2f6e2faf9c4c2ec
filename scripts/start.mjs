// `npm start`: the production server. Checks the configuration first, so that a wrong variable is named at once.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends with plain sentences: what is wrong with the set-up is no crash. */
function giveUp(message) {
  console.error(message);
  process.exit(1);
}

if (!existsSync(`${root}node_modules/next`)) giveUp('Dependencies are missing. Run: npm ci');
if (!existsSync(`${root}.next/BUILD_ID`)) giveUp('There is no build yet. Run: npm run build');

// The same .env files that Next reads, so that one place configures both.
const nextPackage = createRequire(createRequire(import.meta.url).resolve('next/package.json'));
nextPackage('@next/env').loadEnvConfig(root, false, { info() {}, error: console.error });

const { register } = await import('tsx/esm/api');
const unregister = register();
const { parseEnv } = await import('../lib/runtime/env.ts');
await unregister();

let env;
try {
  env = parseEnv(process.env);
} catch (error) {
  giveUp(error.message);
}

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
// Memory that is used up comes back before the heap has doubled (docs/decisions/0062). With four threads that collect garbage on two
// processors, as Node's default is, pages wait for them.
const collectors = Math.min(4, Math.max(1, availableParallelism() - 1));
const heap = ['--max-semi-space-size=8', '--heap-growing-percent=50', `--v8-pool-size=${collectors}`];
const server = spawn(process.execPath, [...heap, next, 'start', '-p', String(env.PORT)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_ENV: 'production',
    // The C library keeps freed memory per thread; two such heaps are enough.
    MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
    PORT: String(env.PORT),
    NEXTAUTH_URL: env.APP_URL ?? `http://localhost:${env.PORT}`,
  },
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => server.kill(name));
process.on('disconnect', () => server.kill('SIGTERM')); // who started us with a channel is gone
server.on('exit', (code, signal) =>
  process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
);
