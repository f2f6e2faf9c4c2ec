// Whose turn it is to write: SQLite has one writer at a time, and nobody shall wait for more than one step of a back-fill and its commit. Two
// counters shared by the process's thread and the bulk writer's; they order the two, SQLite's own lock keeps the data right.

const WANTED = 0;
const HELD = 1;
/** Should a notice be missed, or the other thread end. */
const PATIENCE_MS = 200;

/** What a transaction waits for before it begins, and gives back after it. */
export interface Turn {
  take(): Promise<void>;
  release(): void;
  /** True while somebody waits for it to be given back. */
  isWanted(): boolean;
}

/** The memory that both threads are given. */
export const newTurn = (): SharedArrayBuffer => new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);

/** The process's side: it comes first, and waits only for the step that is being written. All that runs in its thread waits for it. */
export function firstTurn(shared: SharedArrayBuffer): Turn {
  const turn = new Int32Array(shared);
  return {
    take: async () => {
      Atomics.add(turn, WANTED, 1);
      if (Atomics.load(turn, HELD) === 1) await Atomics.waitAsync(turn, HELD, 1, PATIENCE_MS).value;
    },
    release: () => {
      if (Atomics.sub(turn, WANTED, 1) === 1) Atomics.notify(turn, WANTED);
    },
    isWanted: () => true,
  };
}

/** The bulk writer's side: it gives way, and blocks its own thread meanwhile. */
export function lastTurn(shared: SharedArrayBuffer): Turn {
  const turn = new Int32Array(shared);
  const release = () => {
    Atomics.store(turn, HELD, 0);
    Atomics.notify(turn, HELD);
  };
  return {
    take: async () => {
      for (;;) {
        const wanted = Atomics.load(turn, WANTED);
        if (wanted > 0) {
          Atomics.wait(turn, WANTED, wanted, PATIENCE_MS);
          continue;
        }
        Atomics.store(turn, HELD, 1);
        // Both may have come at the same moment.
        if (Atomics.load(turn, WANTED) === 0) return;
        release();
      }
    },
    release,
    isWanted: () => Atomics.load(turn, WANTED) > 0,
  };
}
