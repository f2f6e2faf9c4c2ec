// Plays many random stories on real mail servers: node scripts/soak.mjs [--stories N] [--seed N] [--lanes N]. Says how many, and what failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '12' },
  },
});
const env = {
  STORIES: values.stories,
  STORY_SEED: values.seed,
  STORY_LANES: values.lanes,
};
console.log(`${values.stories} stories, seed ${values.seed}`);
const result = spawnSync(
  'npx',
  ['--no-install', 'vitest', 'run', '--project', 'live', 'lib/sync/stories.live.test.ts'],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, ...env },
  },
);
process.exit(result.status ?? 1);
