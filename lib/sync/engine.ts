// One account's engine: a connection that watches the inbox and replays what people do, and one that works off the rest.
import { setTimeout } from 'node:timers/promises';
import { isAppError } from '@/lib/errors';
import { connect } from '@/lib/providers/imap/connect';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { ping, watch } from '@/lib/providers/imap/watch';
import { log } from '@/lib/runtime/log';
import { getAccountById, setAccountState } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { folderByRole, getFolderById } from '@/lib/store/folders';
import { serverLogin } from '@/lib/logins/server-login';
import { hasNews, pullFolder } from './pull-folder';
import { pullFolders } from './pull-folders';
import { pushChanges } from './push-changes';
import { retryDelayMs } from './retry-delay';
import { Signal } from './signal';
import { tieNotices } from './tie-notices';
import { workOff } from './work-off';

const LOOKED_AT_MS = 10 * 60_000;
const OPEN_POLL_MS = 5000;
const PING_MS = 4 * 60_000;

/** Keeps one account in step until stopped. */
export class Engine {
  readonly accountId: number;
  #stop = new AbortController();
  #signal = new Signal();
  #workSignal = new Signal();
  #inboxDirty = true;
  #toPull = new Set<number>();
  #lookedAt: { folderId: number; at: number } | null = null;
  #done: Promise<unknown> = Promise.resolve();
  #connections = new Set<ImapConnection>();

  constructor(accountId: number) {
    this.accountId = accountId;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Starts both loops; they go on until `stop`. */
  start(): void {
    this.#done = Promise.all([
      this.#keepTrying((db, c) => this.#watch(db, c), true),
      this.#keepTrying((db, c) => this.#work(db, c), false),
    ]);
  }

  /** Ends both loops and closes their connections. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#signal.raise();
    this.#workSignal.raise();
    await Promise.all([...this.#connections].map((c) => c.close()));
    await this.#done;
  }

  /** Changes or drafts wait. */
  wake(): void {
    this.#signal.raise();
    this.#workSignal.raise();
  }

  /** A person looks at the folder: it is pulled now and kept fresh for ten minutes. */
  open(folderId: number): void {
    this.#lookedAt = { folderId, at: Date.now() };
    this.#toPull.add(folderId);
    this.#signal.raise();
  }

  /** Connects, runs `session` until it throws, and begins again: after a growing pause when the server is away. */
  async #keepTrying(session: (db: Db, c: ImapConnection) => Promise<void>, isMain: boolean): Promise<void> {
    const db = await store();
    const signal = isMain ? this.#signal : this.#workSignal;
    for (let failures = 0; !this.#stopped; ) {
      let c: ImapConnection | null = null;
      try {
        const account = await getAccountById(db, this.accountId);
        if (!account) return;
        c = await connect(await serverLogin(account, 'imap'));
        this.#connections.add(c);
        if (this.#stopped) return;
        failures = 0;
        if (isMain) await setAccountState(db, this.accountId, 'online', null, null);
        c.onClosed(() => signal.raise());
        await session(db, c);
      } catch (error) {
        if (this.#stopped) return;
        const waitMs = retryDelayMs(++failures, error, Math.random());
        log.warn({ account: this.accountId, error: String(error) }, 'mail server connection ended');
        if (isMain) await this.#tellState(db, error, Date.now() + waitMs);
        // Work to do does not shorten the pause, else an open page would hammer a server that is down.
        await setTimeout(waitMs, null, { signal: this.#stop.signal, ref: false }).catch(() => null);
      } finally {
        if (c) {
          this.#connections.delete(c);
          await c.close();
        }
      }
    }
  }

  async #tellState(db: Db, error: unknown, retryAt: number): Promise<void> {
    const text = isAppError(error) ? error.userMessage : 'Something went wrong with this account.';
    const state = isAppError(error) && error.code === 'wrong-password' ? 'wrong-password' : 'offline';
    await setAccountState(db, this.accountId, state, text, retryAt);
  }

  async #watch(db: Db, c: ImapConnection): Promise<void> {
    c.onFolderChanged((path) => {
      if (path.toUpperCase() === 'INBOX') this.#inboxDirty = true;
      this.#signal.raise();
    });
    let inbox = await folderByRole(db, this.accountId, 'inbox');
    if (!inbox) {
      await pullFolders(db, c, this.accountId);
      inbox = await folderByRole(db, this.accountId, 'inbox');
      if (!inbox) throw new Error('The account has no INBOX.');
    }
    this.#inboxDirty = true;
    let changesDueAt: number | null = null;
    while (!this.#stopped && c.usable) {
      this.#signal.lower();
      changesDueAt = await pushChanges(db, c, this.accountId);
      const pulled = await this.#pullWanted(db, c, inbox.id);
      if (this.#inboxDirty || pulled) {
        this.#inboxDirty = false;
        if (!(await pullFolder(db, c, inbox.id))) throw new Error('The inbox is gone.');
        if (await tieNotices(db, c, this.accountId)) this.#signal.raise();
        this.#workSignal.raise();
      }
      if (this.#signal.isUp || this.#inboxDirty) continue;
      await this.#idle(c, inbox.path, changesDueAt);
    }
    if (!this.#stopped) await ping(c);
  }

  /** Pulls what people look at; true when the connection left the inbox, which then has to be pulled too. */
  async #pullWanted(db: Db, c: ImapConnection, inboxId: number): Promise<boolean> {
    let left = false;
    for (const folderId of [...this.#toPull]) {
      this.#toPull.delete(folderId);
      if (folderId === inboxId) this.#inboxDirty = true;
      else {
        const folder = await getFolderById(db, folderId);
        if (!folder?.selectable) continue;
        if (!(await hasNews(c, folder))) continue;
        await pullFolder(db, c, folderId);
        left = true;
      }
    }
    return left;
  }

  /** Idles until something is to be done; a folder that a person looks at is asked for every few seconds. */
  async #idle(c: ImapConnection, path: string, changesDueAt: number | null): Promise<void> {
    const looked = this.#lookedAt;
    const isLooking = looked !== null && Date.now() - looked.at < LOOKED_AT_MS;
    const untilChanges = changesDueAt === null ? PING_MS : Math.max(100, changesDueAt - Date.now());
    const idling = watch(c, path);
    idling.catch(() => this.#signal.raise());
    await this.#signal.wait(Math.min(isLooking ? OPEN_POLL_MS : PING_MS, untilChanges));
    if (isLooking) this.#toPull.add(looked.folderId);
    if (!c.usable) await idling;
  }

  async #work(db: Db, c: ImapConnection): Promise<void> {
    while (!this.#stopped && c.usable) {
      this.#workSignal.lower();
      const waitMs = await workOff(db, c, this.accountId);
      if (waitMs > 0) await this.#workSignal.wait(waitMs);
    }
    if (!this.#stopped) await ping(c);
  }
}
