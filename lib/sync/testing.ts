// For live tests of the engine: a fresh person of the lab with an account here, reached directly or through a proxy.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { ConversationRow } from '@/lib/contract/mail';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount } from '@/lib/store/accounts';
import { listConversations } from '@/lib/store/conversations';
import { type Db, store } from '@/lib/store/db';
import { foldersOf, type FolderRow } from '@/lib/store/folders';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';
import { engines } from './engines';

/** What such a test works with. */
export interface LiveEngine {
  lab: Lab;
  db: Db;
  user: LabUser;
  /** Another mail program of the same person. */
  other: ImapFlow;
  account: AccountRow;
  /** Makes the account; `port` is that of a proxy. */
  open(port?: number): Promise<void>;
  start(): Promise<void>;
  letter(subject: string, body?: string): string;
  folder(path: string): Promise<FolderRow | null>;
  rows(path: string): Promise<ConversationRow[]>;
  /** Sorted. */
  subjects(path: string): Promise<string[]>;
  /** What is to be ended after the test. */
  ends: (() => Promise<unknown>)[];
}

/** Sets the store up for the file and a person for each test; `settings` are environment variables. */
export function setUpLiveEngine(settings: Record<string, string> = {}): LiveEngine {
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-engine-'));
  const live = {
    ends: [],
    open: async (port?: number) => {
      live.account = await createAccount(live.db, {
        address: live.user.address,
        name: 'Ann',
        username: live.user.username,
        imap: { host: 'localhost', port: port ?? live.lab.ports.imaps, security: 'tls' },
        smtp: { host: 'localhost', port: live.lab.ports.submission, security: 'starttls' },
        secret: seal(live.user.password),
      });
    },
    start: () => engines().start(live.account.id),
    letter: (subject: string, body = `Body of ${subject}.`) =>
      `From: Cleo <cleo@outside.test>\r\nTo: ${live.user.address}\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W/gu, '')}-${live.user.address}>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n${body}\r\n`,
    folder: async (path: string) =>
      (await foldersOf(live.db, live.account.id)).find((one) => one.path === path) ?? null,
    rows: async (path: string) => {
      const folder = await live.folder(path);
      return folder ? (await listConversations(live.db, live.account.userId, folder.id, null)).rows : [];
    },
    subjects: async (path: string) => (await live.rows(path)).map(({ subject }) => subject).sort(),
  } as unknown as LiveEngine;
  beforeAll(async () => {
    Object.assign(process.env, {
      APP_SECRET: 'x'.repeat(40),
      DATA_DIR: dir,
      ALLOW_SELF_SIGNED: 'localhost',
      LOG_LEVEL: 'silent',
      ...settings,
    });
    live.lab = labFromEnv();
    live.db = await store();
  });
  beforeEach(async () => {
    live.user = await live.lab.createUser();
    live.other = await live.lab.connectImap(live.user);
  });
  afterEach(async () => {
    if (live.account) await engines().stop(live.account.id);
    for (const end of live.ends.splice(0)) await end();
    await live.other.logout();
  });
  afterAll(async () => {
    await engines().stopAll();
    rmSync(dir, { recursive: true, force: true });
  });
  return live;
}
