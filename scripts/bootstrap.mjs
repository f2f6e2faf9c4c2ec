// Installs what is missing: npm dependencies, and with --system Debian's Dovecot, Postfix and Chromium. Uses Node alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PROGRAMS = {
  dovecot: ['dovecot-imapd', 'dovecot-pop3d', 'dovecot-lmtpd', 'dovecot-sieve', 'dovecot-managesieved'],
  postfix: ['postfix'],
  openssl: ['openssl'],
  chromium: ['chromium', 'fonts-noto-core', 'fonts-noto-cjk', 'fonts-noto-color-emoji'],
};

function run(command, args, env = {}, cwd = root) {
  const result = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) throw new Error(`'${command} ${args.join(' ')}' failed`);
}

const QUIET = { DEBIAN_FRONTEND: 'noninteractive' };
const APT = ['-y', '-qq', '--no-install-recommends', '--no-remove'];

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

function demandApt(what, packages) {
  if (process.getuid?.() === 0 && has('apt-get')) return;
  throw new Error(
    `Tests need ${what}. Install them first, on Debian: sudo apt-get install ${packages.join(' ')}`,
  );
}

/** Installs the system programs that tests need, where apt and root allow; else says exactly what to install. */
export function installSystemPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => !has(program));
  if (missing.length > 0) {
    const packages = missing.flatMap((program) => PROGRAMS[program]);
    demandApt(missing.join(', '), packages);
    run('apt-get', ['update', '-qq'], QUIET);
    run('apt-get', ['install', ...APT, ...packages], QUIET);
  }
  unpackCyrus();
}

/**
 * Cyrus, the second IMAP server of the tests. Debian's cyrus-imapd and dovecot-imapd exclude each other, as both would take port 143:
 * what they share is installed, the rest is unpacked into .lab, from where the tests start it.
 */
function unpackCyrus() {
  const dir = `${root}.lab/cyrus`;
  if (existsSync(`${dir}/usr/lib/cyrus/bin/imapd`) || existsSync('/usr/lib/cyrus/bin/imapd')) return;
  demandApt('Cyrus', ['cyrus-common', 'sasl2-bin']);
  run('apt-get', ['update', '-qq'], QUIET);
  run('apt-get', ['install', ...APT, 'cyrus-common', 'sasl2-bin'], QUIET);
  mkdirSync(dir, { recursive: true });
  run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', 'cyrus-imapd'], QUIET, dir);
  const file = readdirSync(dir).find((name) => name.endsWith('.deb'));
  run('dpkg-deb', ['-x', file, dir], {}, dir);
  rmSync(`${dir}/${file}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installDependencies();
  if (process.argv.includes('--system')) installSystemPrograms();
}
