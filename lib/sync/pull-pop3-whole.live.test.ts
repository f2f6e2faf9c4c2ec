// A maildrop of 50,000 messages fetched to the last one, by a process of its own: all of it is there, and memory stays small.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Dropped, startScriptedPop3 } from '@/lib/providers/testing/scripted-pop3';
import { folderByRole } from '@/lib/store/folders';
import { store } from '@/lib/store/db';
import { rawFile } from '@/lib/store/raw-files';
import { addPop3Account, makeOwnStore } from './testing/pop3-account';

makeOwnStore();
const COUNT = 50_000;
/** Node, the modules and SQLite's caches take two thirds of it before the first message. */
const MOST_MB = 400;
const MINUTE_MS = 60_000;

/** Mostly letters; each 500th is a file of three megabytes: 480 MB together, more than the process may have. */
function octetsOf(n: number): Buffer {
  const line = `Line of letter ${n}, which is as long as lines of letters usually are.\r\n`;
  const head = `From: Ben <ben@lab.test>\r\nTo: ann@lab.test\r\nSubject: Letter ${n}\r\nMessage-ID: <${n}@lab.test>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n`;
  return Buffer.from(head + line.repeat(n % 500 === 0 ? 42_000 : 40 + (n % 20)));
}
/** Made when it is asked for: the test holds no maildrop either. */
const drop = (n: number): Dropped => ({
  uidl: `id-${n}`,
  get raw() {
    return octetsOf(n);
  },
});

test(
  `a maildrop of ${COUNT} messages is fetched whole in bounded memory`,
  async () => {
    const server = await startScriptedPop3({
      messages: Array.from({ length: COUNT }, (_, at) => drop(at + 1)),
    });
    const account = await addPop3Account(server.login);
    const tsx = createRequire(import.meta.url).resolve('tsx');
    const script = fileURLToPath(new URL('testing/pull-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', tsx, script, String(account.id)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await text(child.stdout);
    await server.close();
    const megabytes = Number(/memory (\d+)/u.exec(said)?.[1]) / 1024;
    console.log(`${COUNT} POP3 messages: at most ${Math.round(megabytes)} MB`);
    expect(megabytes).toBeLessThan(MOST_MB);

    const db = await store();
    const inbox = (await folderByRole(db, account.id, 'inbox'))!;
    expect(inbox).toMatchObject({ total: COUNT, unread: COUNT });
    const rows = await db
      .selectFrom('message')
      .innerJoin('raw_message', 'raw_message.message_id', 'message.id')
      .select(['message.subject', 'raw_message.path'])
      .where('message.folder_id', '=', inbox.id)
      .execute();
    const wrong = rows.filter(({ subject, path }) => {
      const n = Number(subject.split(' ')[1]);
      return !readFileSync(rawFile(path)).equals(octetsOf(n));
    });
    expect(wrong).toEqual([]);
    expect(new Set(rows.map(({ subject }) => subject)).size).toBe(COUNT);
  },
  20 * MINUTE_MS,
);
