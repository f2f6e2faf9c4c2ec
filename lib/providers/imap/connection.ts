// One IMAP connection: what the verbs beside this file work on, and nobody else looks into.
import type { ImapFlow } from 'imapflow';
import type { AppError } from '@/lib/errors';
import { mailServerError } from './errors';

/** A signed-in connection. Verbs queue on it and select folders as they need. */
export interface ImapConnection {
  /** For the verbs of lib/providers/imap only. */
  readonly client: ImapFlow;
  readonly host: string;
  readonly usable: boolean;
  readonly capabilities: ReadonlySet<string>;
  /** Ends the session; never throws. */
  close(): Promise<void>;
  /** Calls once when the connection is gone; null when we closed it. */
  onClosed(listener: (error: AppError | null) => void): void;
  /** Calls with the folder's path when the server tells unasked that something changed in the selected one. */
  onFolderChanged(listener: (path: string) => void): void;
}

/** Runs one verb with `path` selected and nobody else on the connection; errors come out as AppError. */
export async function inFolder<T>(c: ImapConnection, path: string, run: () => Promise<T>): Promise<T> {
  try {
    const lock = await c.client.getMailboxLock(path);
    try {
      return await run();
    } finally {
      lock.release();
    }
  } catch (error) {
    throw mailServerError(error, c.host);
  }
}

/** Runs one verb that needs no folder selected. */
export async function onServer<T>(c: ImapConnection, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw mailServerError(error, c.host);
  }
}
