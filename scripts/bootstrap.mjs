// Installs what is missing: npm dependencies, and with --system Debian's Dovecot, Postfix and Chromium. Uses Node alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PROGRAMS = {
  dovecot: ['dovecot-imapd', 'dovecot-pop3d', 'dovecot-lmtpd', 'dovecot-sieve', 'dovecot-managesieved'],
  postfix: ['postfix'],
  openssl: ['openssl'],
  chromium: ['chromium', 'fonts-noto-core', 'fonts-noto-cjk', 'fonts-noto-color-emoji'],
};

function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) throw new Error(`'${command} ${args.join(' ')}' failed`);
}

const has = (program) =>
  ['/usr/sbin', '/usr/bin', '/sbin', '/bin', ...(process.env.PATH ?? '').split(':')].some((dir) =>
    existsSync(`${dir}/${program}`),
  );

/** Installs node_modules when absent or older than the lockfile. */
export function installDependencies() {
  const stamp = `${root}node_modules/.pennypost-lock`;
  const hash = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Installing dependencies (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, hash);
}

/** Installs the system programs that tests need, where apt and root allow; else says exactly what to install. */
export function installSystemPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => !has(program));
  if (missing.length === 0) return;
  const packages = missing.flatMap((program) => PROGRAMS[program]);
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    throw new Error(
      `Tests need ${missing.join(', ')}. Install them first, on Debian: sudo apt-get install ${packages.join(' ')}`,
    );
  }
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], quiet);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installDependencies();
  if (process.argv.includes('--system')) installSystemPrograms();
}
