// `npm run demo`: Pennypost with sample mail on a fresh clone. Installs and builds what is missing, then starts all.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './bootstrap.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];

/** A digest of everything that goes into the build. */
function sourceDigest() {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
    }
  };
  for (const name of SOURCES) add(join(root, name));
  return hash.digest('hex');
}

/** Builds when there is no build or it is of other sources. */
function build() {
  const stamp = join(root, '.next/pennypost-sources');
  const digest = sourceDigest();
  const built = existsSync(join(root, '.next/BUILD_ID')) && existsSync(stamp);
  if (built && readFileSync(stamp, 'utf8') === digest) return;
  console.log('Building Pennypost (once, about half a minute) …');
  const result = spawnSync('npx', ['--no-install', 'next', 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (result.status !== 0) throw new Error('The build failed; its own words stand above.');
  writeFileSync(stamp, sourceDigest()); // again: the first build may complete tsconfig.json
}

/** Says so before minutes of work when the port cannot be had. Next listens on all interfaces. */
async function checkPort() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error('PORT must be a number from 1 to 65535.');
  }
  for (const host of ['0.0.0.0', '127.0.0.1']) {
    await new Promise((resolve, reject) => {
      const probe = createServer();
      probe.once('error', ({ code }) =>
        reject(
          new Error(
            code === 'EADDRINUSE'
              ? `Port ${port} is taken. Choose another: PORT=${port + 1} npm run demo`
              : `Port ${port} cannot be used (${code}). Choose another: PORT=3000 npm run demo`,
          ),
        ),
      );
      probe.listen(port, host, () => probe.close(resolve));
    });
  }
}

try {
  await checkPort();
  installDependencies();
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// tsx as a loader, not as a wrapper: one process less between Ctrl-C and the servers. Through the channel the child
// notices when this process ends without a word.
const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts/demo/main.ts')], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
child.on('exit', (code) => process.exit(code ?? 0));

// npm runs scripts in a shell that dies of a signal without handing it on; then our parent changes.
const parent = process.ppid;
if (process.env.npm_lifecycle_event === 'demo') {
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
}
