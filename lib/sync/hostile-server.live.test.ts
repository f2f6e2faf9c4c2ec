import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LineServer } from '@/lib/providers/testing/line-server';
import { type ImapScript, startScriptedImap } from '@/lib/providers/testing/scripted-imap';
import type { ServerLogin } from '@/lib/providers/types';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, createAccount, getAccountById } from '@/lib/store/accounts';
import { type Db, openStore } from '@/lib/store/db';
import { foldersOf } from '@/lib/store/folders';
import { checkStore } from '@/lib/store/testing/check-store';
import { EngineChild } from './testing/engine-child';

/** What a process may take more than before, whatever a server sends. */
const MAX_GROWTH_MB = 160;
const TELL_MS = 40_000;

const settings = { APP_SECRET: 'x'.repeat(40), ALLOW_SELF_SIGNED: 'localhost', LOG_LEVEL: 'silent' };
Object.assign(process.env, settings);
const dir = mkdtempSync(join(tmpdir(), 'pennypost-hostile-'));
const child = new EngineChild({ ...settings, DATA_DIR: dir });
let db: Db;
const servers: LineServer[] = [];
let accounts: AccountRow[] = [];

beforeAll(async () => {
  db = await openStore(join(dir, 'pennypost.db'));
});
beforeEach(() => child.start(), 30_000);
afterEach(async () => {
  // A fresh process each time: one that is in trouble is no judge of the next server.
  await child.kill();
  accounts = [];
  await Promise.all(servers.splice(0).map((server) => server.close()));
}, 30_000);
afterAll(async () => {
  await child.close();
  await db.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const peakMb = () =>
  Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;

async function start(script: ImapScript, name: string): Promise<AccountRow & { server: LineServer }> {
  const server = await startScriptedImap(script);
  servers.push(server);
  const { host, port, security }: ServerLogin = server.login;
  const account = await createAccount(db, {
    address: `${name}@lab.test`,
    name,
    username: name,
    imap: { host, port, security },
    smtp: { host, port, security },
    secret: seal('secret'),
  });
  accounts.push(account);
  await child.ask({ do: 'start', accountId: account.id });
  return { ...account, server };
}

const row = (n: number, uid: number | string, rest = '') =>
  `* ${n} FETCH (UID ${uid} FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0000" RFC822.SIZE 100 ENVELOPE ("Thu, 1 Jan 2026 10:00:00 +0000" "Subject ${uid}" NIL NIL NIL NIL NIL NIL NIL "<${uid}@lab.test>")${rest})`;
const SELECT = '* 3 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [UIDNEXT 4] x\nTAG OK [READ-WRITE] selected';
const GOOD = `${row(1, 1)}\n${row(2, 2)}\n${row(3, 3)}\nTAG OK`;

/** Another person's account on a server that is well; told when it shows its messages. */
async function neighbour(): Promise<{ isServed(): Promise<boolean> }> {
  const account = await start({ answers: { FETCH: GOOD, 'UID FETCH': GOOD } }, `ben${Math.random()}`);
  return {
    isServed: async () =>
      (await foldersOf(db, account.id)).some(({ path, total }) => path === 'INBOX' && total === 3),
  };
}

const deep = (depth: number) =>
  `${'('.repeat(depth)}${'"text" "plain" NIL NIL NIL "7bit" 1 1)'.repeat(depth)}`;

const XS = 'x'.repeat(65_536);
const floods: [string, ImapScript][] = [
  ['a greeting without end', { greeting: `FLOOD ${XS}` }],
  [
    'capabilities without end',
    { answers: { CAPABILITY: `* CAPABILITY FLOOD ${'IMAP4rev1 '.repeat(4096)}` } },
  ],
  ['folders without end', { answers: { LIST: 'FLOOD * LIST () "/" INBOX\r\n' } }],
  ['a line without end', { answers: { FETCH: `* 1 FETCH (UID 1 FLAGS (FLOOD ${XS}` } }],
  ['tokens without end', { answers: { FETCH: `* 1 FETCH (UID 1 FLAGS (FLOOD ${'a '.repeat(32_768)}` } }],
  ['a literal of 2 GB', { answers: { FETCH: `* 1 FETCH (UID 1 BODY[HEADER] {2147483648}\r\nFLOOD ${XS}` } }],
  [
    'one big literal after the other',
    { answers: { FETCH: `* 1 FETCH (UID 1 FLOOD BODY[1] {1048576}\r\n${'x'.repeat(1_048_576)} ` } },
  ],
  ['rows without end', { answers: { FETCH: `FLOOD ${row(1, 1)}\r\n` } }],
];

test.each(floods)(
  '%s: memory stays bounded, the account says so, others are served',
  async (name, script) => {
    const before = peakMb();
    const hostile = await start({ ...script, answers: { SELECT, ...script.answers } }, `eve${Math.random()}`);
    await expect.poll(() => hostile.server.flooded(), { timeout: TELL_MS }).toBeGreaterThan(0);
    const other = await neighbour();
    await expect.poll(() => other.isServed(), { timeout: TELL_MS }).toBe(true);
    // Hung up on only after 64 MB, which takes a while in small lines.
    if (name !== 'rows without end')
      await expect
        .poll(async () => (await getAccountById(db, hostile.id))?.stateText ?? '', { timeout: TELL_MS })
        .toMatch(/localhost/u);
    expect(peakMb() - before).toBeLessThan(MAX_GROWTH_MB);
    expect(child.isAlive).toBe(true);
  },
  150_000,
);

const odd: [string, ImapScript['answers']][] = [
  [
    'a BODYSTRUCTURE 1,000 deep',
    { FETCH: `${row(1, 1, ` BODYSTRUCTURE ${deep(1000)}`)}\n${row(2, 2)}\n${row(3, 3)}\nTAG OK` },
  ],
  ['a UID below 0', { FETCH: `${row(1, -5)}\n${row(2, 2)}\nTAG OK` }],
  ['a UID that no number holds', { FETCH: `${row(1, '9'.repeat(40))}\n${row(2, 2)}\nTAG OK` }],
  ['the highest UID', { FETCH: `${row(1, 4_294_967_295)}\n${row(2, 2)}\nTAG OK` }],
  ['a UID above the highest', { FETCH: `${row(1, 4_294_967_296)}\n${row(2, 2)}\nTAG OK` }],
  [
    'counts that cannot be',
    {
      SELECT:
        '* -1 EXISTS\n* 99999999999999999999 EXISTS\n* OK [UIDVALIDITY -7] x\n* OK [UIDNEXT 99999999999999999999] x\n* OK [HIGHESTMODSEQ 99999999999999999999999999] x\nTAG OK',
    },
  ],
  ['EXPUNGE of nothing', { FETCH: `* 0 EXPUNGE\n* 99 EXPUNGE\n* -1 EXPUNGE\n* 4294967296 EXPUNGE\n${GOOD}` }],
  ['more EXPUNGE than messages', { FETCH: `${'* 1 EXPUNGE\n'.repeat(10)}${GOOD}` }],
  [
    'VANISHED of all numbers',
    { FETCH: `* VANISHED (EARLIER) 1:4294967295\n* VANISHED 1:4294967295\n${GOOD}` },
  ],
  [
    'an answer that nobody asked for',
    { FETCH: `* 1 FETCH (\n* (((((\n* 1 FETCH (UID 1 BODY[] {5}\r\nab)\r\n${GOOD}` },
  ],
];

test.each(odd)(
  '%s harms nobody',
  async (_, answers) => {
    const before = peakMb();
    const hostile = await start({ answers: { SELECT, ...answers } }, `eve${Math.random()}`);
    await expect
      .poll(() => hostile.server.lines.some((line) => line.includes('FETCH') || line.includes('SELECT')), {
        timeout: TELL_MS,
      })
      .toBe(true);
    const other = await neighbour();
    await expect.poll(() => other.isServed(), { timeout: TELL_MS }).toBe(true);
    expect(peakMb() - before).toBeLessThan(MAX_GROWTH_MB);
    expect(child.isAlive).toBe(true);
    await checkStore(db);
  },
  100_000,
);

test.each(['CAPABILITY', 'LOGIN', 'NAMESPACE', 'LIST', 'SELECT', 'FETCH'])(
  'a goodbye at %s is told, and over when the server is back',
  async (command) => {
    const ordinary: Record<string, string> = {
      CAPABILITY: '* CAPABILITY IMAP4rev1 NAMESPACE\nTAG OK',
      NAMESPACE: '* NAMESPACE (("" "/")) NIL NIL\nTAG OK',
      LIST: '* LIST () "/" INBOX\nTAG OK',
      SELECT,
      FETCH: GOOD,
    };
    const goodbye = '* BYE Going down for a moment';
    const account = await start(
      {
        capabilities: 'NAMESPACE',
        answers: {
          SELECT,
          FETCH: GOOD,
          'UID FETCH': GOOD,
          [command]: [goodbye, goodbye, ordinary[command] ?? 'TAG OK'],
        },
      },
      `eve${Math.random()}`,
    );
    const state = async () => (await getAccountById(db, account.id))!;
    await expect
      .poll(state, { interval: 20, timeout: TELL_MS })
      .toMatchObject({ state: 'offline', stateText: expect.stringContaining('localhost') as string });
    await expect.poll(state, { timeout: TELL_MS }).toMatchObject({ state: 'online', stateText: null });
    await expect
      .poll(async () => (await foldersOf(db, account.id)).map(({ path, total }) => [path, total]), {
        timeout: TELL_MS,
      })
      .toEqual([['INBOX', 3]]);
  },
  100_000,
);
