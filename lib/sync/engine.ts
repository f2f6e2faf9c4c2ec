// One account's engine: the watch, the look at the open folder, and the work that can wait; each on a connection of the budget.
import { setTimeout } from 'node:timers/promises';
import { isAppError } from '@/lib/errors';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { log } from '@/lib/runtime/log';
import { setAccountState } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { closeConnections, leaseConnection, lookAgain, type Purpose } from './connections';
import { Diary } from './diary';
import { keepLooking } from './look-at-folder';
import { nextWork } from './next-work';
import { retryDelayMs } from './retry-delay';
import { watchAccount } from './watch-account';

const FIRST_STOCK_AFTER_MS = 2000;
/** A piece of work takes no new slice after that. */
const LONGEST_PIECE_MS = 5000;

/** Keeps one account in step until stopped. */
export class Engine {
  readonly accountId: number;
  readonly #stop = new AbortController();
  readonly #diary: Diary;
  readonly #silenceMs: number | undefined;
  readonly #connections = new Set<ImapConnection>();
  #done: Promise<unknown> = Promise.resolve();

  /** Tests are less patient. */
  constructor(accountId: number, options: { silenceMs?: number } = {}) {
    this.accountId = accountId;
    this.#diary = new Diary(accountId, this.#stop.signal);
    this.#silenceMs = options.silenceMs;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Starts all loops; they go on until `stop`. */
  start(): void {
    this.#done = Promise.all([this.#keepWatching(), this.#keepWorking(), this.#keepLooking()]);
  }

  /** Ends all loops and closes their connections. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const signal of [this.#diary.watch, this.#diary.work, this.#diary.look]) signal.raise();
    await Promise.all([...this.#connections].map((c) => c.close()));
    await closeConnections(this.accountId);
    await this.#done;
  }

  /** Changes or drafts wait. */
  wake(): void {
    this.#diary.note(null);
    this.#diary.watch.raise();
    this.#diary.work.raise();
  }

  /** IMAP tells of new mail by itself. */
  ask(): void {}

  /** A person looks at the folder: it is pulled now and kept fresh for ten minutes. */
  open(folderId: number): void {
    this.#diary.note(folderId);
    this.#diary.tell(folderId, null);
  }

  /** Asks for all folders now, whatever is known of them. */
  lookNow(): void {
    this.#diary.forgetAsked();
    this.#diary.watch.raise();
    this.#diary.work.raise();
  }

  /** Watches, and begins again: after a growing pause when the server is away. */
  async #keepWatching(): Promise<void> {
    const db = await store();
    for (let failures = 0; !this.#stopped; ) {
      try {
        let isWanted = false;
        const onWanted = () => {
          isWanted = true;
          this.#diary.watch.raise();
        };
        await this.#lend('watch', onWanted, async (c) => {
          failures = 0;
          await setAccountState(db, this.accountId, 'online', null, null);
          await watchAccount(db, c, this.#diary, () => isWanted);
        });
      } catch (error) {
        if (this.#stopped || (isAppError(error) && error.code === 'not-found')) return;
        const waitMs = retryDelayMs(++failures, error, Math.random());
        log.warn({ account: this.accountId, error: String(error) }, 'mail server connection ended');
        await this.#tellState(db, error, Date.now() + waitMs);
        // What waits does not shorten the pause, else an open page would hammer a server that is down.
        await this.#pause(waitMs);
        // While we were away anything may have changed.
        this.#diary.stockAt = 0;
        this.#diary.unseen.clear();
        lookAgain(this.accountId);
      }
    }
  }

  /** Works off one piece after the other, each on a connection that goes back in between: people come first. */
  async #keepWorking(): Promise<void> {
    const db = await store();
    let stockAfterMs = FIRST_STOCK_AFTER_MS;
    for (let failures = 0; !this.#stopped; ) {
      this.#diary.work.lower();
      try {
        const work = await nextWork(db, this.#diary);
        const { run } = work;
        if (run)
          await this.#lend(
            'work',
            () => {},
            (c, isWanted) => {
              // Much falls due by itself, such as the copy of a draft.
              const until = Date.now() + LONGEST_PIECE_MS;
              return run(c, () => isWanted() || this.#stopped || this.#diary.work.isUp || Date.now() > until);
            },
            work.maxAgeMs,
          );
        else await this.#diary.work.wait(work.waitMs);
        failures = 0;
      } catch (error) {
        if (this.#stopped || (isAppError(error) && error.code === 'not-found')) return;
        log.warn({ account: this.accountId, error: String(error) }, 'work was interrupted');
        // Refused for good: the folder may have got another name. Asked less and less often, in case that is not why.
        if (isAppError(error) && !error.temporary && Date.now() - this.#diary.stockAt > stockAfterMs) {
          this.#diary.stockAt = 0;
          this.#diary.watch.raise();
          stockAfterMs *= 2;
        }
        await this.#pause(retryDelayMs(++failures, error, Math.random()));
      }
    }
  }

  async #keepLooking(): Promise<void> {
    await keepLooking(await store(), this.#diary);
  }

  async #lend(
    purpose: Purpose,
    onWanted: () => void,
    use: (c: ImapConnection, isWanted: () => boolean) => Promise<void>,
    maxAgeMs?: number,
  ): Promise<void> {
    const lease = await leaseConnection(this.accountId, purpose, {
      onWanted,
      signal: this.#stop.signal,
      silenceMs: this.#silenceMs,
      maxAgeMs,
    });
    this.#connections.add(lease.connection);
    try {
      if (!this.#stopped) await use(lease.connection, lease.isWanted);
    } finally {
      this.#connections.delete(lease.connection);
      lease.release();
    }
  }

  async #pause(ms: number): Promise<void> {
    await setTimeout(ms, null, { signal: this.#stop.signal, ref: false }).catch(() => null);
  }

  async #tellState(db: Db, error: unknown, retryAt: number): Promise<void> {
    const text = isAppError(error) ? error.userMessage : 'Something went wrong with this account.';
    const state = isAppError(error) && error.code === 'wrong-password' ? 'wrong-password' : 'offline';
    // Called where a failure is handled: a store that cannot be written to must not end the watch for good.
    await setAccountState(db, this.accountId, state, text, retryAt).catch((failure: unknown) =>
      log.error({ account: this.accountId, error: String(failure) }, 'state not kept'),
    );
  }
}
