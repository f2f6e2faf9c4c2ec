// For tests: a process that works the queue of DATA_DIR and dies, by SIGKILL, before its KILL_AT-th statement of SQL.
// `node scripts/run-ts.mjs` runs it; it says 'idle' when nothing is left to do.

import { join } from 'node:path';
import type { KyselyPlugin } from 'kysely';
import { once } from '@/lib/runtime/once';
import { openStore } from '@/lib/store/db';
import { nextDueAt } from '@/lib/store/outbox-queue';
import { fileSent, lookForCopy } from '@/lib/sync/file-sent';
import { startOutbox } from '../worker';

const killAt = Number(process.env.KILL_AT || 0);
let statements = 0;
let isArmed = false;

/** Every state change is a statement; between two of them nothing is remembered but what the store holds. */
const killer: KyselyPlugin = {
  transformQuery: ({ node }) => {
    if (isArmed && ++statements === killAt) process.kill(process.pid, 'SIGKILL');
    return node;
  },
  transformResult: async ({ result }) => result,
};

const db = (await openStore(join(process.env.DATA_DIR!, 'pennypost.db'))).withPlugin(killer);
once('store', () => Promise.resolve(db));
isArmed = killAt > 0;
startOutbox({ fileSent, lookForCopy });
const timer = setInterval(async () => {
  isArmed = false;
  if ((await nextDueAt(db)) === null) {
    clearInterval(timer);
    process.stdout.write('idle\n');
    process.exit(0);
  }
  isArmed = killAt > 0;
}, 50);
