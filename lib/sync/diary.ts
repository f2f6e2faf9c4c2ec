// What the loops of one account know together. Nothing of it has to outlive the process: a restart takes stock anew.
import { isAppError } from '@/lib/errors';
import type { FolderStatus } from '@/lib/providers/types';
import { isFollowed } from '@/lib/runtime/bus';
import type { Check } from './check-folder';
import { Signal } from './signal';

/**
 * A folder in which something failed is left alone for so long, doubling up to the longest while it goes on failing: longer than the worker
 * pauses after a failure (retry-delay.ts), so that others have a turn in between.
 */
const FIRST_REST_MS = 4000;
const LONGEST_REST_MS = 60_000;
/** How long a folder that a person opened counts as looked at. */
const LOOKED_AT_MS = 10 * 60_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

export class Diary {
  readonly accountId: number;
  readonly stopped: AbortSignal;
  /** Raised when the watch has something to do, and when the worker has. */
  readonly watch = new Signal();
  readonly work = new Signal();
  readonly look = new Signal();
  /** Folders in which something changed, with what the server said of them before they were pulled (null: nothing). */
  readonly news = new Map<number, FolderStatus | null>();
  /** Folders by path, as of the last stock-taking. */
  folderIds: ReadonlyMap<string, number> = new Map();
  userId = 0;
  inboxId = 0;
  /** When all folders were listed last; 0 asks for it now. */
  stockAt = 0;
  /** When the list of folders was found to have changed last. */
  treeChangedAt = 0;
  /** The server tells of every folder (NOTIFY). */
  hearsAll = false;
  /** The server tells with the list how each folder stands (LIST-STATUS). */
  hasStatuses = false;
  canIdle = false;
  /** The open folder has a connection of its own that idles in it. */
  isLooking = false;
  #lookedAt: { folderId: number; at: number } | null = null;
  #activeAt = 0;
  /** When a folder was asked for by itself last, and when something was found in it. */
  readonly askedAt = new Map<number, number>();
  readonly foundAt = new Map<number, number>();
  /** Folders in which the last try failed: how often in a row, and until when they are left alone. */
  readonly #failed = new Map<number, { times: number; until: number }>();
  /** The comparison with the server that is going on. */
  check: Check | null = null;
  readonly startedAt = Date.now();
  /** How many unseen messages a server without modification numbers told of last. */
  readonly unseen = new Map<number, number>();

  constructor(accountId: number, stopped: AbortSignal) {
    this.accountId = accountId;
    this.stopped = stopped;
  }

  /** Something changed in the folder. */
  tell(folderId: number, status: FolderStatus | null): void {
    this.news.set(folderId, status);
    if (folderId === this.inboxId || folderId === this.openFolder) this.watch.raise();
    else this.work.raise();
  }

  /** Runs `pull` with what was heard of the folder. A failure that may pass leaves the news for the next try. */
  async takeNews<T>(folderId: number, pull: (heard: FolderStatus | null) => Promise<T>): Promise<T> {
    const heard = this.news.get(folderId) ?? null;
    this.news.delete(folderId);
    try {
      const answer = await pull(heard);
      this.wentWell(folderId);
      return answer;
    } catch (error) {
      const mayPass = !isAppError(error) || error.temporary;
      this.leaveAlone(folderId, !mayPass);
      if (mayPass && !this.news.has(folderId)) this.news.set(folderId, heard);
      throw error;
    }
  }

  /**
   * A try in the folder failed: others go first for a while, so that one that breaks every connection does not keep them waiting. A
   * refusal for good leaves it alone for as long as it gets, and ends a comparison that goes on there.
   */
  leaveAlone(folderId: number, isRefused: boolean): void {
    // Of two that failed there at the same time one counts.
    if (!isRefused && !this.mayTry(folderId)) return;
    const times = (this.#failed.get(folderId)?.times ?? 0) + 1;
    const ms = isRefused ? LONGEST_REST_MS : Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (times - 1));
    this.#failed.set(folderId, { times, until: Date.now() + ms });
    if (isRefused && this.check?.folderId === folderId) this.check = null;
  }

  /** A try in the folder succeeded. */
  wentWell(folderId: number): void {
    this.#failed.delete(folderId);
  }

  /** Nothing failed in the folder, or long enough ago. */
  mayTry(folderId: number): boolean {
    return Date.now() >= (this.#failed.get(folderId)?.until ?? 0);
  }

  /** When the next folder that is left alone may be tried again; Infinity without one. */
  get nextTryAt(): number {
    const waiting = [...this.#failed.values()].filter(({ until }) => until > Date.now());
    return Math.min(...waiting.map(({ until }) => until));
  }

  /** All folders are asked for again, whatever is known of them. */
  forgetAsked(): void {
    this.stockAt = 0;
    this.askedAt.clear();
    this.#failed.clear();
    this.unseen.clear();
  }

  /** A person opened the folder, or did something. */
  note(folderId: number | null): void {
    this.#activeAt = Date.now();
    if (folderId === null) return;
    this.#lookedAt = { folderId, at: Date.now() };
    this.look.raise();
  }

  /** The folder that a person looks at, if any. */
  get openFolder(): number | null {
    const looked = this.#lookedAt;
    return looked && Date.now() - looked.at < LOOKED_AT_MS ? looked.folderId : null;
  }

  /** All folders are to be listed. The watch does it, unless it hears of all: Dovecot 2.3 lists old names there, or crashes. */
  get isStockDue(): boolean {
    return Date.now() - this.stockAt >= this.pollMs;
  }

  /** How old the knowledge of a folder may get for which the server does not call by itself. */
  get pollMs(): number {
    // Dovecot 2.3 now and then keeps what NOTIFY should tell until the next change.
    if (this.hearsAll) return isFollowed(this.userId) ? 30 * SECOND : 30 * MINUTE;
    if (!isFollowed(this.userId)) return 10 * MINUTE;
    return Date.now() - this.#activeAt < LOOKED_AT_MS ? 20 * SECOND : MINUTE;
  }
}
