// `npm run restore -- DIRECTORY`: fills an empty DATA_DIR from a backup. Pennypost must not run on it yet.
import { resolve } from 'node:path';
import nextEnv from '@next/env';
import { unseal } from '../lib/runtime/vault';
import { restoreStore } from '../lib/store/restore';

nextEnv.loadEnvConfig(process.cwd(), false, { info() {}, error: console.error });

/** True when APP_SECRET is the one that the backup was made with. */
function opens(secret: string): boolean {
  try {
    unseal(secret);
    return true;
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  const backup = process.argv[2];
  if (!backup) throw new Error('Name the directory of the backup: npm run restore -- DIRECTORY');
  const dataDir = process.env.DATA_DIR || './data';
  const { accounts, messages, unclear, secret } = await restoreStore(resolve(backup), resolve(dataDir));
  console.log(`${dataDir} has ${accounts} accounts with ${messages} messages again.`);
  if (unclear > 0)
    console.log(
      `${unclear} messages waited to be sent: they are 'unclear' in the Outbox until their writers decide.`,
    );
  if (secret !== null && !opens(secret))
    console.log('APP_SECRET is not the one of the backup: everybody has to sign in again for mail to come.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
