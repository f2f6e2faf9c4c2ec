// `npm run demo`: Pennypost with sample mail on a fresh clone. Installs and builds what is missing, then starts all.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
  writeFileSync(stamp, digest);
}

try {
  installDependencies();
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// tsx as a loader, not as a wrapper: one process less between Ctrl-C and the servers.
const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts/demo/main.ts')], {
  cwd: root,
  stdio: 'inherit',
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
child.on('exit', (code) => process.exit(code ?? 0));
