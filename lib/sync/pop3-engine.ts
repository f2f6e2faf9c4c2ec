// One POP3 account's engine: a session now and then, or when somebody asks; drafts are filed here meanwhile, server or not.
import { setTimeout } from 'node:timers/promises';
import { isAppError } from '@/lib/errors';
import { enter } from '@/lib/logins/enter';
import { loginDelaySeconds } from '@/lib/providers/pop3/capa';
import { connect } from '@/lib/providers/pop3/connect';
import type { Pop3Connection } from '@/lib/providers/pop3/connection';
import { log } from '@/lib/runtime/log';
import { getAccountById, setAccountState } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { getPop3Settings } from '@/lib/store/pop3-accounts';
import { sweepRawFiles } from '@/lib/store/raw-files';
import { fileDrafts } from './file-drafts';
import { localFiling } from './filing';
import { pullPop3 } from './pull-pop3';
import { retryDelayMs } from './retry-delay';
import { Signal } from './signal';
import { storedReports, tieNotices } from './tie-notices';

/** People ask by looking at a folder, too: a server is not asked more often than this. */
const LEAST_MS = 15_000;
const DRAFTS_MS = 5000;
const SWEEP_MS = 3600_000;
const MINUTE_MS = 60_000;

/** Keeps one account's mail coming until stopped. The same surface as `Engine`. */
export class Pop3Engine {
  readonly accountId: number;
  #stop = new AbortController();
  #asked = new Signal();
  #toFile = new Signal();
  #done: Promise<unknown> = Promise.resolve();
  #connection: Pop3Connection | null = null;
  #leastMs = LEAST_MS;

  constructor(accountId: number) {
    this.accountId = accountId;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Starts both loops; they go on until `stop`. */
  start(): void {
    this.#done = Promise.all([this.#keepPulling(), this.#keepFiling()]);
  }

  /** Ends both loops. A session that runs is broken off: the server deletes nothing then, and what is stored stays. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#asked.raise();
    this.#toFile.raise();
    this.#connection?.drop();
    await this.#done;
  }

  /** Drafts wait. Changes do not: they are done here already. */
  wake(): void {
    this.#toFile.raise();
  }

  /** A person looks at a folder. */
  open(): void {
    this.ask();
  }

  /** Begins a session now, or as soon as the server may be asked again. */
  ask(): void {
    this.#asked.raise();
  }

  /** Asks for mail now. */
  lookNow(): void {
    this.#asked.raise();
  }

  async #keepPulling(): Promise<void> {
    const db = await store();
    for (let failures = 0; !this.#stopped; ) {
      const begun = Date.now();
      this.#asked.lower();
      try {
        if (!(await this.#pull(db))) return;
        failures = 0;
        const minutes = (await getPop3Settings(db, this.accountId))?.minutes ?? 5;
        await this.#pause(this.#leastMs);
        if (!this.#stopped) await this.#asked.wait(begun + minutes * MINUTE_MS - Date.now());
      } catch (error) {
        if (this.#stopped) return;
        const waitMs = Math.max(this.#leastMs, retryDelayMs(++failures, error, Math.random()));
        log.warn({ account: this.accountId, error: String(error) }, 'POP3 session ended');
        await this.#tellState(db, error, Date.now() + waitMs);
        await this.#pause(waitMs);
      }
    }
  }

  /** One session; false when the account is gone. */
  async #pull(db: Db): Promise<boolean> {
    const account = await getAccountById(db, this.accountId);
    if (!account) return false;
    const c = await enter(account, 'imap', (login) => connect(login));
    this.#connection = c;
    try {
      if (this.#stopped) return false;
      // RFC 2449 6.5: a log-in before its time is refused.
      this.#leastMs = Math.max(LEAST_MS, loginDelaySeconds(c.capabilities) * 1000 + 1000);
      const tie = () => tieNotices(db, storedReports(db), this.accountId);
      const session = await pullPop3(db, account, c, () => !this.#stopped).catch(async (error: unknown) => {
        // What a session brought before it broke off is here; why it did is what is told.
        await tie().catch((failure: unknown) =>
          log.error({ account: this.accountId, error: String(failure) }, 'notices not tied'),
        );
        throw error;
      });
      await tie();
      log.info({ account: this.accountId, ...session }, 'POP3 session');
      return true;
    } finally {
      this.#connection = null;
      c.drop();
    }
  }

  async #keepFiling(): Promise<void> {
    const db = await store();
    let sweptAt = 0;
    while (!this.#stopped) {
      this.#toFile.lower();
      try {
        await fileDrafts(db, localFiling(db, this.accountId), this.accountId);
        if (Date.now() - sweptAt > SWEEP_MS) {
          sweptAt = Date.now();
          await sweepRawFiles(db, this.accountId);
        }
      } catch (error) {
        log.error({ account: this.accountId, error: String(error) }, 'drafts not filed');
      }
      await this.#toFile.wait(DRAFTS_MS);
    }
  }

  #pause(ms: number): Promise<unknown> {
    return setTimeout(ms, null, { signal: this.#stop.signal, ref: false }).catch(() => null);
  }

  async #tellState(db: Db, error: unknown, retryAt: number): Promise<void> {
    const text = isAppError(error) ? error.userMessage : 'Something went wrong with this account.';
    const state = isAppError(error) && error.code === 'wrong-password' ? 'wrong-password' : 'offline';
    // Called where a failure is handled: a store that cannot be written to must not end the engine for good.
    await setAccountState(db, this.accountId, state, text, retryAt).catch((failure: unknown) =>
      log.error({ account: this.accountId, error: String(failure) }, 'state not kept'),
    );
  }
}
