// Waits until what was committed is on disk. The thread waits for no disk meanwhile, and all who wait at the same moment share one fsync.
import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fdatasync);

/** The write-ahead log of one store. */
export interface LogFlush {
  /** Resolves when every commit made before the call outlives a power cut. Throws what the disk throws. */
  flush(): Promise<void>;
  /** After the last flush; the store's own connection is to be open until then. */
  close(): void;
}

/**
 * For a store in WAL mode that commits with `synchronous = NORMAL`: a commit is whole once its frames in the log are on disk
 * (https://sqlite.org/wal.html), and the log is written in order, so an fsync keeps all commits before it too. What a checkpoint has
 * moved from the log into the file was synced by it.
 */
export function logFlush(storeFile: string): LogFlush {
  const log = openSync(`${storeFile}-wal`, 'r');
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = (): Promise<void> => {
    running = sync(log).finally(() => {
      running = null;
    });
    return running;
  };
  return {
    flush: () => {
      if (!running) return begin();
      // One that has begun may have passed over the newest frames.
      next ??= running
        .catch(() => {})
        .then(() => {
          next = null;
          return begin();
        });
      return next;
    },
    close: () => closeSync(log),
  };
}
