// `npm run backup -- DIRECTORY`: a complete copy of DATA_DIR, also while Pennypost runs.
import { resolve } from 'node:path';
import nextEnv from '@next/env';
import { backupStore } from '../lib/store/backup';

nextEnv.loadEnvConfig(process.cwd(), false, { info() {}, error: console.error });

async function main(): Promise<void> {
  const target = process.argv[2];
  if (!target) throw new Error('Name a directory that does not exist yet: npm run backup -- DIRECTORY');
  const dataDir = process.env.DATA_DIR || './data';
  let shownAt = 0;
  const { messages, others } = await backupStore(resolve(dataDir), resolve(target), (done, total) => {
    if (Date.now() - shownAt < 1000) return;
    shownAt = Date.now();
    console.log(`${done} of ${total} files`);
  });
  console.log(
    `The backup is in ${target}: index, settings, queue, ${messages} stored messages and ${others} other files. Keep APP_SECRET with it: without it passwords cannot be opened.`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
