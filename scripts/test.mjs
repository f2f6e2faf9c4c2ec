// `npm test`: installs what is missing, runs every check and test, ends with 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies, installSystemPrograms } from './bootstrap.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'pennypost-test-'));
let passed = 0;
let failed = 0;

function run(title, args, env = {}) {
  console.log(`\n== ${title}`);
  const result = spawnSync('npx', ['--no-install', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

/** A check counts as one test. */
function check(title, args) {
  if (run(title, args)) passed++;
  else failed++;
}

/** Counts a runner's own report; a runner that fails without a failed test in it counts as one failure. */
function suite(title, args, report, count, env) {
  const ok = run(title, args, env);
  const [good, bad] = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : [0, 0];
  passed += good;
  failed += bad;
  if ((!ok && bad === 0) || (ok && good === 0)) failed++;
}

const vitest = (project) => {
  const file = join(reports, `${project}.json`);
  suite(
    project,
    [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    file,
    (r) => [r.numPassedTests, r.numFailedTests + r.numPendingTests + r.numTodoTests],
  );
};

installDependencies();
installSystemPrograms();
check('format', ['biome', 'format', '.']);
check('lint', ['biome', 'lint', '--error-on-warnings', '.']);
check('types', ['tsc', '--noEmit']);
vitest('unit');
vitest('live');
check('build', ['next', 'build']);
const e2e = join(reports, 'e2e.json');
suite(
  'e2e',
  ['playwright', 'test', '--reporter=list,json'],
  e2e,
  (r) => [r.stats.expected, r.stats.unexpected + r.stats.flaky + r.stats.skipped],
  {
    PLAYWRIGHT_JSON_OUTPUT_NAME: e2e,
  },
);
rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
