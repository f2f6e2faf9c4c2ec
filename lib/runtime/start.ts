// Boots what works while no browser is open: an engine for each account, and the message queue.
import { startOutbox } from '@/lib/outbox/worker';
import { startCleanUp } from '@/lib/services/clean-up';
import { startBulkWriter } from '@/lib/store/bulk-writer';
import { store } from '@/lib/store/db';
import { listAllAccountIds } from '@/lib/store/accounts';
import { startCourier } from '@/lib/sync/courier';
import { engines } from '@/lib/sync/engines';
import { fileSent, lookForCopy } from '@/lib/sync/file-sent';
import { resumeImports, stopImports } from '@/lib/sync/import-file';
import { log } from './log';
import { once } from './once';

/** Starts everything once in this process; a second call does nothing. */
export function startEngines(): Promise<void> {
  return once('start', async () => {
    await startBulkWriter();
    const outbox = startOutbox({ fileSent, lookForCopy });
    startCleanUp();
    const courier = startCourier();
    for (const accountId of await listAllAccountIds(await store())) await engines().start(accountId);
    await resumeImports();
    for (const name of ['SIGTERM', 'SIGINT'] as const)
      process.once(name, () => {
        const ends = [engines().stopAll(), outbox.stop(), courier.stop(), stopImports()];
        void Promise.all(ends).finally(() => process.exit(0));
      });
    log.info({ accounts: engines().count() }, 'engines started');
  });
}
