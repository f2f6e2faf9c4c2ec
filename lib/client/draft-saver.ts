// Saves one draft at the server: soon after a keystroke, one request at a time, and again after a failure.
import type { Draft } from '@/lib/contract/compose';
import { sentenceOf } from './api';

/** How the draft stands with the server; `at` is when the server confirmed (epoch ms). */
export type SaveState =
  | { kind: 'untouched' }
  | { kind: 'waiting' }
  | { kind: 'saved'; at: number }
  | { kind: 'failed'; text: string };

interface SaverOptions {
  put: (draft: Draft) => Promise<Draft>;
  onState: (state: SaveState) => void;
  /** The server confirmed this version. */
  onSaved: (draft: Draft) => void;
  /** The server keeps a newer version, from another window. */
  onNewer: (draft: Draft) => void;
}

/** A pause of this length saves... */
const QUIET_MS = 900;
/** ...and so does steady typing for this long. */
const LONGEST_WAIT_MS = 1800;
const RETRY_MS = [3000, 8000, 20_000, 60_000];

/** One saver a composer. */
export class DraftSaver {
  readonly #options: SaverOptions;
  #unsaved: Draft | null = null;
  #waitingSince = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #failures = 0;
  #stopped = false;

  constructor(options: SaverOptions) {
    this.#options = options;
  }

  /** A keystroke happened. */
  edit(draft: Draft): void {
    if (this.#stopped) return;
    const now = Date.now();
    if (!this.#unsaved) this.#waitingSince = now;
    this.#unsaved = draft;
    if (this.#failures === 0) this.#options.onState({ kind: 'waiting' });
    const waitMs = Math.min(QUIET_MS, this.#waitingSince + LONGEST_WAIT_MS - now);
    this.#schedule(this.#failures > 0 ? this.#retryMs() : Math.max(0, waitMs));
  }

  /** Saves now; resolves when the server has answered, whatever it said. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    if (!this.#stopped) await this.#save();
  }

  /** True after `stop`: the draft is being sent or discarded. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** What the server does not have yet. */
  get unsaved(): Draft | null {
    return this.#unsaved;
  }

  /** Saves no more; resolves when nothing is on its way, so that a late save cannot revive a discarded draft. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Saves again after `stop`. */
  resume(): void {
    this.#stopped = false;
    if (this.#unsaved) this.#schedule(0);
  }

  #retryMs(): number {
    return RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? QUIET_MS;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  #save(): Promise<void> {
    const draft = this.#unsaved;
    if (!draft || this.#stopped) return Promise.resolve();
    if (this.#running) {
      return this.#running.then(() => this.#save());
    }
    this.#running = this.#put(draft).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #put(draft: Draft): Promise<void> {
    try {
      const kept = await this.#options.put(draft);
      this.#failures = 0;
      this.#options.onSaved(draft);
      if (this.#unsaved === draft) {
        this.#unsaved = null;
        this.#options.onState({ kind: 'saved', at: Date.now() });
        if (kept.editedAt > draft.editedAt) this.#options.onNewer(kept);
      } else if (!this.#stopped) {
        this.#waitingSince = Date.now();
        this.#schedule(QUIET_MS);
      }
    } catch (error) {
      this.#failures++;
      this.#options.onState({ kind: 'failed', text: sentenceOf(error) });
      if (!this.#stopped) this.#schedule(this.#retryMs());
    }
  }
}
