// Putting messages into folders and taking them out, wherever the account's folders are: on an IMAP server or in this store.
import { Readable } from 'node:stream';
import { AppError, isAppError } from '@/lib/errors';
import { appendMessage } from '@/lib/providers/imap/append-message';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { expungeMessages } from '@/lib/providers/imap/expunge-messages';
import { fetchRaw } from '@/lib/providers/imap/fetch-part';
import { searchByMessageId } from '@/lib/providers/imap/search-by-message-id';
import { uidValidity } from '@/lib/providers/imap/select-folder';
import type { RemoteFlags } from '@/lib/providers/types';
import { getAccountById } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import type { FolderRow } from '@/lib/store/folders';
import { addLocalMessages, localUidsByHeader, removeLocalMessages } from '@/lib/store/local-messages';
import { RawBatch } from '@/lib/store/raw-files';
import type { MessageRow } from '@/lib/store/read-messages';
import { whereIs } from './at-server';
import { keepRaw } from './keep-raw';
import { withConnection } from './people-connection';
import { pullFolder } from './pull-folder';

/** The flags that a filed message begins with; absent ones are not set. */
export type FiledFlags = Partial<Omit<RemoteFlags, 'deleted'>>;

/** What can be done with the folders of one account. Each is safe to repeat where it says so. */
export interface Filing {
  /** The folders are in this store: what is in them we put there. */
  readonly isHere: boolean;
  /** False when what failed last took the connection with it. */
  readonly usable: boolean;
  /** The server is known to put what is sent into Sent by itself (Gmail). */
  readonly filesSent: boolean;
  /** Under which UIDVALIDITY the folder has its UIDs now; null where they never change. */
  validity(folder: FolderRow): Promise<string | null>;
  /** The UID of a message of the index now, however the folder was numbered since; null when it is gone. */
  uidOf(message: MessageRow): Promise<number | null>;
  /** UIDs of the messages with this Message-ID, oldest first. */
  find(folder: FolderRow, messageId: string): Promise<number[]>;
  /** The message as another program left it there; null where none can have. */
  read(folder: FolderRow, uid: number): Promise<Readable | null>;
  /** Adds a message, dated `at`; answers its UID, null where the server does not say. Not safe to repeat: look with `find` first. */
  add(folder: FolderRow, raw: Readable | Buffer, flags: FiledFlags, at: Date): Promise<number | null>;
  /** Removes for good; UIDs that are not there are no error. */
  remove(folder: FolderRow, uids: number[]): Promise<void>;
  /** Shows in the index what was done to the folder. */
  settle(folder: FolderRow): Promise<void>;
}

/** Runs `use` with the account's filing; for IMAP on one of the connections for people, so it must be safe to repeat. */
export async function withFiling<T>(accountId: number, use: (filing: Filing) => Promise<T>): Promise<T> {
  const db = await store();
  const account = await getAccountById(db, accountId);
  if (!account) throw new AppError('not-found', { userMessage: 'This account does not exist any more.' });
  if (account.protocol === 'pop3') return use(localFiling(db, accountId));
  return withConnection(accountId, (c) => use(imapFiling(db, c)));
}

/** Folders on an IMAP server. */
export function imapFiling(db: Db, c: ImapConnection): Filing {
  return {
    isHere: false,
    get usable() {
      return c.usable;
    },
    filesSent: c.capabilities.has('X-GM-EXT-1'),
    validity: (folder) => uidValidity(c, folder.path),
    uidOf: async (message) => {
      try {
        return (await whereIs(c, message)).uid;
      } catch (error) {
        if (isAppError(error) && error.code === 'message-gone') return null;
        throw error;
      }
    },
    find: (folder, messageId) => searchByMessageId(c, folder.path, messageId),
    add: async (folder, raw, flags, at) => {
      const names = [
        ...(flags.seen ? ['\\Seen'] : []),
        ...(flags.flagged ? ['\\Flagged'] : []),
        ...(flags.answered ? ['\\Answered'] : []),
        ...(flags.draft ? ['\\Draft'] : []),
      ];
      return (await appendMessage(c, folder.path, raw, names, at)).uid;
    },
    read: (folder, uid) => fetchRaw(c, folder.path, uid),
    remove: (folder, uids) => expungeMessages(c, folder.path, uids),
    settle: async (folder) => void (await pullFolder(db, c, folder.id)),
  };
}

/** Folders that live in this store. */
export function localFiling(db: Db, accountId: number): Filing {
  return {
    isHere: true,
    usable: true,
    filesSent: false,
    validity: async () => null,
    uidOf: async (message) => message.remoteUid,
    find: (folder, messageId) => localUidsByHeader(db, folder.id, messageId),
    add: async (folder, raw, flags, at) => {
      const batch = new RawBatch(accountId);
      const octets = raw instanceof Readable ? (raw as AsyncIterable<Buffer>) : [raw];
      const { digest: _, ...kept } = await keepRaw(batch, octets, { flags, receivedAt: at.getTime() });
      await batch.sync();
      const uids = await addLocalMessages(db, folder.id, [{ ...kept, ledger: null }]);
      if (uids === null)
        throw new AppError('not-found', { userMessage: 'This folder does not exist any more.' });
      return uids[0]!;
    },
    read: async () => null,
    remove: (folder, uids) => removeLocalMessages(db, folder.id, uids),
    settle: async () => {},
  };
}
