import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dropped, startScriptedPop3 } from '@/lib/providers/testing/scripted-pop3';
import type { ServerLogin } from '@/lib/providers/types';
import { updateAccount } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { checkStore } from '@/lib/store/testing/check-store';
import { freePort } from '@/scripts/lab/free-ports';
import { FaultProxy } from '@/scripts/lab/fault-proxy';
import { labFromEnv } from '@/scripts/lab/lab';
import { addPop3Account, pull, setMode, storedOctets, makeOwnStore } from './testing/pop3-account';

makeOwnStore();
const lab = labFromEnv();
let db: Db;
beforeAll(async () => {
  db = await store();
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const mail = (n: number): Dropped => ({
  uidl: `id-${n}`,
  raw: Buffer.from(
    `From: Ben <ben@lab.test>\r\nSubject: Letter ${n}\r\nMessage-ID: <${n}@lab.test>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\nHello ${n}\r\n.dot\r\n`,
  ),
});
const letters = (count: number) => Array.from({ length: count }, (_, at) => mail(at + 1));
const octets = (messages: Dropped[]) => messages.map(({ raw }) => raw.toString('latin1')).sort();

describe('a connection that breaks', () => {
  const places = ['CAPA', 'AUTH', 'LIST', 'UIDL', 'TOP', 'RETR', 'DELE', 'QUIT'].flatMap((command) =>
    (['before', 'inside', 'after'] as const).flatMap((how) =>
      (command === 'RETR' ? [1, 15] : command === 'DELE' ? [1, 30] : [1]).map((nth) => ({
        command,
        how,
        nth,
      })),
    ),
  );

  test.each(places)('$how the answer to $command number $nth loses and doubles nothing', async (place) => {
    for (const mode of ['keep', 'delete'] as const) {
      let count = 0;
      let armed = false;
      const messages = letters(40);
      const server = await startScriptedPop3({
        messages,
        breaks: (line) =>
          armed && line.startsWith(place.command) && ++count === place.nth ? place.how : null,
      });
      ends.push(() => server.close());
      const account = await addPop3Account(server.login);
      await setMode(account, mode);
      // A ledger with something in it: TOP is asked then, and DELE of what was stored before.
      server.messages.splice(20);
      await setMode(account, 'keep');
      await pull(account, server.login);
      await setMode(account, mode);
      server.messages.splice(0, 2);
      server.messages.push(...letters(40).slice(20));
      armed = true;
      const missing = () =>
        letters(40).filter(({ uidl }) => !server.messages.some((one) => one.uidl === uidl));
      const outcome = await pull(account, server.login).then(
        (session) => `ended: ${JSON.stringify(session)}`,
        (error) => `broke: ${error}`,
      );
      if (place.command !== 'DELE' || mode === 'delete') {
        expect(count, `${mode}, ${outcome}`).toBeGreaterThanOrEqual(place.nth);
        if (!(place.command === 'QUIT' && place.how === 'after')) expect(outcome).toMatch(/^broke/u);
      }
      const stored = new Set(await storedOctets(db, account));
      for (const { raw } of missing()) expect(stored.has(raw.toString('latin1'))).toBe(true);
      await pull(account, server.login);
      expect(await storedOctets(db, account)).toEqual(octets(letters(40)));
      expect(server.messages).toHaveLength(mode === 'keep' ? 38 : 0);
    }
    await checkStore(db);
  });
});

/** What the other mail program of this person sees in the inbox. */
async function onDovecot(user: { address: string; username: string; password: string }): Promise<string[]> {
  const client = await lab.connectImap(user);
  const found: string[] = [];
  await client.mailboxOpen('INBOX');
  for await (const { source } of client.fetch('1:*', { source: true }))
    found.push(source!.toString('latin1'));
  await client.logout();
  return found.sort();
}

async function dovecotUser(count: number) {
  const user = await lab.createUser();
  const raw = letters(count).map((one) => one.raw);
  lab.fillMaildir(
    user,
    'INBOX',
    raw.map((one, at) => ({
      raw: one,
      date: Date.UTC(2026, 0, 1) + at * 1000,
      seen: false,
      flagged: false,
      answered: false,
      subject: '',
      messageId: '',
    })),
  );
  const login: ServerLogin = {
    host: 'localhost',
    port: lab.ports.pop3s,
    security: 'tls',
    username: user.username,
    auth: { kind: 'password', password: user.password },
    allowSelfSigned: true,
    allowPrivate: true,
  };
  return { user, login };
}

describe("Dovecot's POP3", () => {
  test('keep, delete after days, delete: what each mode promises to other programs', async () => {
    const { user, login } = await dovecotUser(30);
    const account = await addPop3Account(login);
    expect(await pull(account, login)).toEqual({ stored: 30, deleted: 0, skipped: 0 });
    expect(await onDovecot(user)).toEqual(octets(letters(30)));
    await setMode(account, 'delete-after', 7);
    expect(await pull(account, login)).toMatchObject({ stored: 0, deleted: 0 });
    await db
      .updateTable('pop3_uidl')
      .set({ stored_at: Date.now() - 8 * 24 * 3600_000 })
      .where('account_id', '=', account.id)
      .execute();
    await lab.append(user, 'INBOX', mail(31).raw);
    expect(await pull(account, login)).toMatchObject({ stored: 1, deleted: 30 });
    expect(await onDovecot(user)).toEqual(octets([mail(31)]));
    await setMode(account, 'delete');
    expect(await pull(account, login)).toMatchObject({ stored: 0, deleted: 1 });
    expect(await onDovecot(user)).toEqual([]);
    expect(await storedOctets(db, account)).toEqual(octets(letters(31)));
  });

  test.each([
    ['to-server', /RETR 20/u, true],
    ['to-client', /Letter 15/u, true],
    ['to-client', /\+OK Marked/u, true],
    ['to-server', /DELE 10\r/u, true],
    ['to-server', /QUIT/u, false],
    ['to-server', /QUIT/u, true],
    ['to-client', /\+OK Logging out/u, false],
  ] as const)(
    'a line cut %s at %s (forwarded: %s) loses and doubles nothing',
    async (direction, at, forward) => {
      const { user, login } = await dovecotUser(40);
      const account = await addPop3Account(login);
      await setMode(account, 'delete');
      const proxy = new FaultProxy(await freePort(), lab.ports.pop3s, true);
      await proxy.accept();
      ends.push(() => proxy.close());
      const cut = proxy.cut({ direction, at, forward });
      await pull(account, { ...login, port: proxy.port }).catch(() => null);
      await cut;
      const stored = new Set(await storedOctets(db, account));
      const there = new Set(await onDovecot(user));
      for (const one of octets(letters(40))) expect(stored.has(one) || there.has(one)).toBe(true);
      await expect
        .poll(
          () =>
            pull(account, login).then(
              () => true,
              () => false,
            ),
          { timeout: 20_000 },
        )
        .toBe(true);
      expect(await storedOctets(db, account)).toEqual(octets(letters(40)));
      expect(await onDovecot(user)).toEqual([]);
    },
  );
});

describe('a process that is killed', () => {
  // In the process itself: killing a wrapper would leave it running.
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const script = fileURLToPath(new URL('testing/pull-until-killed.ts', import.meta.url));

  /** Starts a session in another process, and kills it when `when` resolves; true when it was still running. */
  async function runAndKill(accountId: number, when: () => Promise<unknown>): Promise<boolean> {
    const child = spawn(process.execPath, ['--import', tsx, script, String(accountId)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<boolean>((resolve) => child.on('exit', (code) => resolve(code === null)));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await Promise.race([when(), ended]);
    child.kill('SIGKILL');
    return ended;
  }

  test('with kill -9 anywhere in its sessions loses and doubles nothing', async () => {
    const count = 600;
    const { user, login } = await dovecotUser(count);
    const account = await addPop3Account(login);
    await setMode(account, 'delete');
    const nothingIsLost = async () => {
      const stored = new Set(await storedOctets(db, account));
      const there = new Set(await onDovecot(user));
      for (const one of octets(letters(count))) expect(stored.has(one) || there.has(one)).toBe(true);
    };
    let kills = 0;
    for (let round = 0; round < 5; round++) {
      if (await runAndKill(account.id, () => setTimeout(20 + 110 * round))) kills++;
      await nothingIsLost();
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    // Between the last DELE and QUIT: the server has not deleted anything.
    const proxy = new FaultProxy(await freePort(), lab.ports.pop3s, true);
    await proxy.accept();
    ends.push(() => proxy.close());
    await updateAccount(db, account.id, { imap: { ...account.imap, port: proxy.port } });
    await expect
      .poll(
        async () => {
          const quitting = proxy
            .cut({ direction: 'to-server', at: /QUIT/u, forward: false })
            .then(() => true);
          let reached = false;
          await runAndKill(account.id, async () => {
            reached = await quitting;
          });
          return reached;
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await nothingIsLost();
    expect(await storedOctets(db, account)).toEqual(octets(letters(count)));
    await expect
      .poll(
        () =>
          pull(account, login).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(await storedOctets(db, account)).toEqual(octets(letters(count)));
    expect(await onDovecot(user)).toEqual([]);
    await checkStore(db);
  }, 200_000);
});
