// `npm test`: installs what is missing, runs every check and test, ends with 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies, installSystemPrograms } from './bootstrap.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'pennypost-test-'));
let passed = 0;
let failed = 0;
/** What failed, by name: said again at the end, where a person looks first. */
const failures = [];

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
  else fail(title);
}

function fail(name) {
  failed++;
  failures.push(name);
}

/**
 * Takes a runner's own report: `read` gives how many passed and the names of those that did not. A runner that
 * fails without a failed test in it counts as one failure.
 */
function suite(title, args, report, read, env) {
  const ok = run(title, args, env);
  const { good, bad } = existsSync(report)
    ? read(JSON.parse(readFileSync(report, 'utf8')))
    : { good: 0, bad: [] };
  passed += good;
  for (const name of bad) fail(`${title}: ${name}`);
  if (!ok && bad.length === 0) fail(`${title}: the runner failed outside of its tests`);
  if (ok && good === 0) fail(`${title}: no test ran`);
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
    (r) => ({
      good: r.numPassedTests,
      bad: r.testResults.flatMap((file) =>
        file.assertionResults
          .filter(({ status }) => status !== 'passed')
          .map(({ status, fullName, failureMessages }) =>
            [`${relative(root, file.name)} › ${fullName} (${status})`, failureMessages?.[0]]
              .filter(Boolean)
              .join('\n    '),
          ),
      ),
    }),
  );
};

/** The specs of Playwright's report, however deep their file nests them. */
const specs = (suites) => suites.flatMap((inner) => [...(inner.specs ?? []), ...specs(inner.suites ?? [])]);

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
  (r) => ({
    good: r.stats.expected,
    bad: specs(r.suites).flatMap(({ file, line, title, tests }) =>
      tests
        .filter(({ status }) => status !== 'expected')
        .map(({ status }) => `${file}:${line} › ${title} (${status})`),
    ),
  }),
  {
    PLAYWRIGHT_JSON_OUTPUT_NAME: e2e,
  },
);
rmSync(reports, { recursive: true, force: true });
if (failures.length > 0) console.log(`\n== what failed\n${failures.join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
