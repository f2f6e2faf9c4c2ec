// All running engines of this process, one an account.
import { once } from '@/lib/runtime/once';
import { getAccountById } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { getFolderById } from '@/lib/store/folders';
import { Engine } from './engine';
import { oneAtATime } from './one-at-a-time';
import { Pop3Engine } from './pop3-engine';

const running = once('engines', () => new Map<number, Engine | Pop3Engine>());

/** What services may ask of the engines. */
export function engines() {
  return {
    /** Starts the account's engine unless it is paused; one that runs is ended first, so that a new password counts at once. */
    start: (accountId: number): Promise<void> =>
      oneAtATime(`engine:${accountId}`, async () => {
        await running.get(accountId)?.stop();
        running.delete(accountId);
        const account = await getAccountById(await store(), accountId);
        if (!account || account.paused) return;
        const engine = account.protocol === 'pop3' ? new Pop3Engine(accountId) : new Engine(accountId);
        running.set(accountId, engine);
        engine.start();
      }),
    /** Ends the account's engine and closes its connections. */
    stop: (accountId: number): Promise<void> =>
      oneAtATime(`engine:${accountId}`, async () => {
        const engine = running.get(accountId);
        running.delete(accountId);
        await engine?.stop();
      }),
    /** Pending changes or drafts wait. */
    wake: (accountId: number): void => running.get(accountId)?.wake(),
    /** Looks at everything now instead of when it is due. */
    lookNow: (accountId: number): void => running.get(accountId)?.lookNow(),
    /** A person looks at the folder. */
    open: async (folderId: number): Promise<void> => {
      const folder = await getFolderById(await store(), folderId);
      if (folder) running.get(folder.accountId)?.open(folderId);
    },
    /** Looks for mail now where the server does not tell of it by itself (POP3). */
    ask: (accountId: number): void => running.get(accountId)?.ask(),
    /** How many run. */
    count: (): number => running.size,
    /** Ends all, for the end of the process. */
    stopAll: async (): Promise<void> => {
      const all = [...running.values()];
      running.clear();
      await Promise.all(all.map((engine) => engine.stop()));
    },
  };
}
