// One IMAP connection: what the verbs beside this file work on, and nobody else looks into.
import type { ImapFlow } from 'imapflow';
import { AppError } from '@/lib/errors';
import { mailServerError } from './errors';

/** A signed-in connection. Verbs queue on it and select folders as they need. */
export interface ImapConnection {
  readonly host: string;
  readonly usable: boolean;
  readonly capabilities: ReadonlySet<string>;
  /** Ends the session; never throws. */
  close(): Promise<void>;
  /** Calls once when the connection is gone; null when we closed it. */
  onClosed(listener: (error: AppError | null) => void): void;
  /** Calls with the folder's path when the server tells unasked that something changed in the selected one; answers what ends that. */
  onFolderChanged(listener: (path: string) => void): () => void;
  /** For the verbs of this folder only, like all below. */
  readonly client: ImapFlow;
  /** What a command last failed of: imapflow answers `false` for many failures and only logs the reason. */
  readonly failure: { last: unknown };
  /** While above 0, notices are part of the answer that a verb is waiting for, and not told. */
  readonly quiet: { depth: number };
  /**
   * Per folder: the sequence number from which the next look at older flags goes down (servers without CONDSTORE). A folder that is not
   * in it was not looked at since we were down.
   */
  readonly looked: Map<string, number>;
}

/** What one verb may hear: the flags of half a million messages. */
const MOST_OCTETS = 64 * 1024 * 1024;
const LOOK_MS = 50;

/** Hangs up on a server whose answer has no end: no line of it needs to be long for that, and it is never silent. */
async function bounded<T>(c: ImapConnection, run: () => Promise<T>, mostOctets = MOST_OCTETS): Promise<T> {
  const from = c.client.stats().received;
  let isEndless = false;
  const timer = setInterval(() => {
    if (c.client.stats().received - from < mostOctets) return;
    isEndless = true;
    c.client.close();
  }, LOOK_MS);
  try {
    return await run();
  } catch (error) {
    throw isEndless ? endless(c.host) : error;
  } finally {
    clearInterval(timer);
  }
}

/** What a person is told of a server that does not stop. */
export const endless = (host: string) =>
  new AppError('connection-lost', {
    userMessage: `${host} answers without end, so the connection was closed.`,
    temporary: true,
  });

/**
 * Runs one verb with `path` selected and nobody else on the connection; errors come out as AppError. `isFresh` tells that the
 * folder was selected just now, so that what imapflow remembers of it (UIDNEXT, HIGHESTMODSEQ) is the truth. `uids` are the messages it
 * is about: a server passes over those in silence of which it has not told this connection yet (RFC 3501 5.2).
 */
export async function inFolder<T>(
  c: ImapConnection,
  path: string,
  run: (isFresh: boolean) => Promise<T>,
  uids: number[] = [],
): Promise<T> {
  try {
    const before = c.client.mailbox;
    const lock = await c.client.getMailboxLock(path);
    c.failure.last = null;
    try {
      return await bounded(c, async () => {
        const { mailbox } = c.client;
        const isFresh = mailbox !== before;
        if (!isFresh && mailbox && uids.some((uid) => uid >= mailbox.uidNext)) await c.client.noop();
        return run(isFresh);
      });
    } finally {
      lock.release();
    }
  } catch (error) {
    throw mailServerError(error, c.host);
  }
}

/** Runs one verb that needs no folder selected; `mostOctets` is the most that its answer may be. */
export async function onServer<T>(
  c: ImapConnection,
  run: () => Promise<T>,
  mostOctets = MOST_OCTETS,
): Promise<T> {
  try {
    c.failure.last = null;
    return await bounded(c, run, mostOctets);
  } catch (error) {
    throw mailServerError(error, c.host);
  }
}

/**
 * The error behind a command for which imapflow only answered `false`: the server's own phrase, or that the connection broke,
 * which must never be taken for a refusal. `otherwise` is for a command that imapflow did not even send.
 */
export function whyNot(c: ImapConnection, otherwise: string): AppError {
  if (c.failure.last) return mailServerError(c.failure.last, c.host);
  if (c.client.usable) return new AppError('refused-by-server', { userMessage: otherwise });
  return new AppError('connection-lost', {
    userMessage: `${c.host} closed the connection.`,
    temporary: true,
  });
}
