// For tests: a real mail server that stories happen on.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cyrus } from '@/scripts/lab/cyrus';
import type { Lab } from '@/scripts/lab/lab';
import type { FolderName } from './story';

/** What a story needs of a server. */
export interface StoryServer {
  /** On loopback, takes passwords without TLS. */
  imapPort: number;
  /** A fresh person. */
  createUser(): Promise<{ username: string; password: string }>;
  /** What the server calls this folder. */
  path(folder: FolderName): string;
  /** Numbers INBOX anew (UIDVALIDITY) behind everybody's back; absent where nothing can. */
  renumberInbox?(username: string): void;
}

/** The lab's Dovecot. */
export function dovecotServer(lab: Lab): StoryServer {
  return {
    imapPort: lab.ports.imap,
    createUser: () => lab.createUser(),
    path: (folder) => folder,
    renumberInbox: (username) => {
      // A restore from a backup without Dovecot's own files does the same.
      const dir = join(lab.dir, 'mail', username, 'Maildir');
      for (const name of readdirSync(dir))
        if (name.startsWith('dovecot')) rmSync(join(dir, name), { force: true });
    },
  };
}

/** Cyrus: all folders below INBOX, with dots. */
export function cyrusServer(cyrus: Cyrus): StoryServer {
  return {
    imapPort: cyrus.imapPort,
    createUser: cyrus.createUser,
    path: (folder) => (folder === 'INBOX' ? folder : `INBOX.${folder.replace('/', '.')}`),
  };
}
