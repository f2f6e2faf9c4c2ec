import { text as textOf } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Dropped,
  type Pop3Script,
  type ScriptedPop3,
  startScriptedPop3,
} from '@/lib/providers/testing/scripted-pop3';
import { connect } from '@/lib/providers/pop3/connect';
import { parseQuery } from '@/lib/search/parse-query';
import { type AccountRow, getAccountById } from '@/lib/store/accounts';
import { type Db, store, transaction } from '@/lib/store/db';
import { folderByRole, listFolders } from '@/lib/store/folders';
import { changeFlags, deleteMessages, moveMessages } from '@/lib/store/local-changes';
import { listConversations } from '@/lib/store/conversations';
import { getMessageById, messagesInFolder } from '@/lib/store/read-messages';
import { searchConversations } from '@/lib/store/search-index';
import { checkStore } from '@/lib/store/testing/check-store';
import { getBody } from './get-body';
import { pullPop3 } from './pull-pop3';
import { openPart, openSource } from './open-part';
import { addPop3Account, pull, setMode, storedOctets, makeOwnStore } from './testing/pop3-account';

makeOwnStore();
let db: Db;
beforeAll(async () => {
  db = await store();
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const mail = (
  n: number,
  head = `Message-ID: <${n}@lab.test>\r\n`,
  body = `Hello ${n}\r\n.dot\r\n`,
): Dropped => ({
  uidl: `id-${n}`,
  raw: Buffer.from(
    `From: Ben <ben@lab.test>\r\nSubject: Letter ${n}\r\n${head}Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n${body}`,
    'latin1',
  ),
});
const letters = (count: number) => Array.from({ length: count }, (_, at) => mail(at + 1));
const octets = (messages: Dropped[]) => messages.map(({ raw }) => raw.toString('latin1')).sort();

async function setUp(script: Pop3Script): Promise<{ server: ScriptedPop3; account: AccountRow }> {
  const server = await startScriptedPop3(script);
  ends.push(() => server.close());
  return { server, account: await addPop3Account(server.login) };
}

describe('download and keep', () => {
  test('stores each message once, octet for octet, and leaves the server as it is', async () => {
    const messages = [...letters(45), mail(46, '', 'bare\n.\n\xe9\xff\x00 end\r\n')];
    const before = octets(messages);
    const { server, account } = await setUp({ messages });
    expect(await pull(account, server.login)).toEqual({ stored: 46, deleted: 0, skipped: 0 });
    expect(await storedOctets(db, account)).toEqual(before);
    expect(server.lines.filter((line) => line.startsWith('RETR'))[0]).toBe('RETR 46');
    for (let n = 0; n < 2; n++)
      expect(await pull(account, server.login)).toEqual({ stored: 0, deleted: 0, skipped: 0 });
    expect(octets(server.messages)).toEqual(before);
    server.messages.push(mail(50));
    expect(await pull(account, server.login)).toMatchObject({ stored: 1 });
    await checkStore(db);
  });

  test('an empty inbox is not called whole before it is known what there is', async () => {
    let cut = 'UIDL';
    const { server, account } = await setUp({
      messages: letters(2),
      breaks: (command) => (command.startsWith(cut) ? 'before' : null),
    });
    const seen = async () => ({
      state: (await getAccountById(db, account.id))?.state,
      isBehind: (await folderByRole(db, account.id, 'inbox'))!.backfillBelow !== null,
    });
    await expect(pull(account, server.login)).rejects.toThrow();
    expect(await seen()).toEqual({ state: 'connecting', isBehind: false });
    cut = 'RETR';
    await expect(pull(account, server.login)).rejects.toThrow();
    expect(await seen()).toEqual({ state: 'online', isBehind: true });
    cut = 'nothing';
    await pull(account, server.login);
    expect(await seen()).toEqual({ state: 'online', isBehind: false });
  });

  test('what the person deleted here does not come back', async () => {
    const { server, account } = await setUp({ messages: letters(3) });
    await pull(account, server.login);
    const inbox = (await folderByRole(db, account.id, 'inbox'))!;
    await deleteMessages(db, await messagesInFolder(db, account.userId, inbox.id, 10));
    expect(await pull(account, server.login)).toMatchObject({ stored: 0 });
    expect(await storedOctets(db, account)).toEqual([]);
    await checkStore(db);
  });

  test('messages are read, found, marked and moved as any other, with no server at all', async () => {
    const html = [
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n',
      '--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Gr=C3=BC=C3=9Fe zebra\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--x--\r\n',
    ] as const;
    const { server, account } = await setUp({ messages: [mail(1), mail(2, ...html)] });
    await pull(account, server.login);
    await server.close();
    const inbox = (await folderByRole(db, account.id, 'inbox'))!;
    const rows = await messagesInFolder(db, account.userId, inbox.id, 10);
    const row = rows.find(({ subject }) => subject === 'Letter 2')!;
    expect(row).toMatchObject({ hasAttachment: true, snippet: 'Grüße zebra', seen: false });
    const { body, html: shown } = await getBody(db, row);
    expect([body.kind, shown, body.problem]).toEqual(['html', expect.stringContaining('Grüße zebra'), null]);
    const { attachment, stream } = await openPart(row, body.attachments[0]!.part);
    expect([attachment.name, await textOf(stream)]).toEqual(['a.pdf', 'Hello']);
    expect(await textOf(await openSource(row))).toBe(server.messages[1]!.raw.toString());
    const found = await searchConversations(
      db,
      account.userId,
      parseQuery('zebra'),
      { folderId: null },
      null,
    );
    expect(found.rows.map(({ subject }) => subject)).toEqual(['Letter 2']);

    await changeFlags(db, [row], { seen: true, flagged: true });
    const archive = (await folderByRole(db, account.id, 'archive'))!;
    await moveMessages(db, rows, archive.id);
    const moved = (await getMessageById(db, row.id))!;
    expect(moved).toMatchObject({ folderId: archive.id, seen: true, flagged: true, remotePath: 'Archive' });
    expect((await listConversations(db, account.userId, archive.id, null)).rows).toHaveLength(2);
    expect((await listConversations(db, account.userId, inbox.id, null)).rows).toHaveLength(0);
    await moveMessages(db, [moved], inbox.id);
    expect((await listFolders(db, account.userId)).find(({ id }) => id === inbox.id)).toMatchObject({
      total: 1,
      unread: 0,
    });
    await checkStore(db);
  });
});

describe('deleting on the server', () => {
  test('at once, or after so many days, as the mode is when the session runs', async () => {
    const { server, account } = await setUp({ messages: letters(5) });
    await setMode(account, 'delete-after', 2);
    expect(await pull(account, server.login)).toMatchObject({ stored: 5, deleted: 0 });
    await db
      .updateTable('pop3_uidl')
      .set({ stored_at: Date.now() - 3 * 24 * 3600_000 })
      .where('uidl', 'in', ['id-1', 'id-2'])
      .where('account_id', '=', account.id)
      .execute();
    expect(await pull(account, server.login)).toMatchObject({ deleted: 2 });
    expect(server.messages.map(({ uidl }) => uidl)).toEqual(['id-3', 'id-4', 'id-5']);
    await setMode(account, 'keep');
    expect(await pull(account, server.login)).toMatchObject({ deleted: 0 });
    await setMode(account, 'delete');
    server.messages.push(mail(6));
    expect(await pull(account, server.login)).toMatchObject({ stored: 1, deleted: 4 });
    expect(server.messages).toEqual([]);
    expect(await storedOctets(db, account)).toEqual(octets(letters(6)));
  });

  test('none, when the person chose to keep them while they were being marked', async () => {
    let account: AccountRow | null = null;
    const { server, ...made } = await setUp({
      messages: letters(3),
      breaks: (command) => {
        if (command.startsWith('DELE') && account) void setMode(account, 'keep');
        return null;
      },
    });
    account = made.account;
    await setMode(account, 'delete');
    expect(await pull(account, server.login)).toEqual({ stored: 3, deleted: 0, skipped: 0 });
    expect(server.messages).toHaveLength(3);
  });

  test('never a message that the server gave an old id to', async () => {
    const { server, account } = await setUp({ messages: letters(2) });
    await pull(account, server.login);
    const other = { ...mail(3), uidl: 'id-1' };
    expect(other.raw.length).toBe(server.messages[0]!.raw.length);
    server.messages.splice(0, 1, other);
    await setMode(account, 'delete');
    await pull(account, server.login);
    expect(server.messages).toEqual([other]);
  });
});

describe('a server', () => {
  const noIds = ['USER', 'TOP', 'PIPELINING'];
  test.each([
    ['without UIDL', noIds, (n: number) => `x${n}`],
    ['without UIDL and TOP', ['USER'], (n: number) => `x${n}`],
    ['with numbers for ids', undefined, (n: number) => String(n)],
    ['with one id for all', undefined, () => 'same'],
    ['with an id for every two', undefined, (n: number) => `id-${n >> 1}`],
  ])('%s: each message once, also when some go and others come', async (_, capabilities, id) => {
    for (const head of [undefined, '']) {
      const messages = [1, 2, 3, 4, 5].map((n) => ({ ...mail(n, head), uidl: id(n) }));
      const { server, account } = await setUp({ messages, ...(capabilities ? { capabilities } : {}) });
      expect(await pull(account, server.login)).toMatchObject({ stored: 5 });
      expect(await pull(account, server.login)).toMatchObject({ stored: 0 });
      server.messages.splice(1, 2);
      server.messages.push({ ...mail(6, head), uidl: 'x' });
      server.messages.forEach((message, at) => {
        message.uidl = id(at + 1);
      });
      expect(await pull(account, server.login)).toMatchObject({ stored: 1 });
      await setMode(account, 'delete');
      await pull(account, server.login);
      expect(server.messages).toEqual([]);
      expect(await storedOctets(db, account)).toEqual(octets([1, 2, 3, 4, 5, 6].map((n) => mail(n, head))));
    }
  });

  test('that changes all its ids, each time, and adds its marks: nothing comes twice', async () => {
    const { server, account } = await setUp({ messages: letters(30) });
    await pull(account, server.login);
    for (const round of [1, 2, 3]) {
      server.messages.forEach((message, at) => {
        message.uidl = `round-${round}-${at}`;
        if (round === 2)
          message.raw = Buffer.from(
            message.raw.toString('latin1').replace('From:', 'Status: RO\r\nFrom:'),
            'latin1',
          );
      });
      expect(await pull(account, server.login)).toMatchObject({ stored: 0 });
    }
    expect(server.lines.filter((line) => line.startsWith('RETR')).length).toBe(60);
    server.messages.splice(0);
    expect(await pull(account, server.login)).toMatchObject({ stored: 0 });
    server.messages.push(...letters(30).map((message) => ({ ...message, uidl: `again-${message.uidl}` })));
    expect(await pull(account, server.login)).toMatchObject({ stored: 0 });
    expect((await storedOctets(db, account)).length).toBe(30);
  });

  test('with two copies of one message has two', async () => {
    const messages = [mail(1), { ...mail(1), uidl: 'copy' }];
    const { server, account } = await setUp({ messages });
    expect(await pull(account, server.login)).toMatchObject({ stored: 2 });
    expect(await pull(account, server.login)).toMatchObject({ stored: 0 });
  });

  test('that will not give one message gives the others, and that one later', async () => {
    const answers: Record<string, string> = { 'RETR 2': '-ERR damaged\n' };
    const { server, account } = await setUp({ messages: letters(3), answers });
    await setMode(account, 'delete');
    expect(await pull(account, server.login)).toEqual({ stored: 2, deleted: 2, skipped: 1 });
    expect((await folderByRole(db, account.id, 'inbox'))!.error).toContain('did not give us one message');
    delete answers['RETR 2'];
    expect(await pull(account, server.login)).toMatchObject({ stored: 1, deleted: 1, skipped: 0 });
    expect((await folderByRole(db, account.id, 'inbox'))!.error).toBeNull();
  });

  test('with a broken message has it stored all the same', async () => {
    const raw = [
      '\r\n',
      'no header at all\r\n',
      `Subject: ${'x'.repeat(5000)}\r\n\r\n`,
      `${'a: b\r\n'.repeat(5000)}\r\n`,
    ];
    const messages = raw.map((one, at) => ({ uidl: `odd-${at}`, raw: Buffer.from(one) }));
    const { server, account } = await setUp({ messages });
    expect(await pull(account, server.login)).toMatchObject({ stored: 4, skipped: 0 });
    expect(await storedOctets(db, account)).toEqual([...raw].sort());
    await checkStore(db);
  });
});

test('a maildrop of 50,000 messages: the newest first, with progress, and quickly looked through afterwards', async () => {
  const count = 50_000;
  const messages = Array.from({ length: count }, (_, at) => mail(at + 1, undefined, 'x\r\n'));
  const { server, account } = await setUp({ messages });
  const inbox = (await folderByRole(db, account.id, 'inbox'))!;
  let batches = 0;
  const progress: unknown[] = [];
  const c = await connect(server.login);
  const watching = setInterval(async () => {
    const folder = (await listFolders(db, account.userId)).find(({ id }) => id === inbox.id);
    if (folder?.progress) progress.push(folder.progress.total);
  }, 5);
  const first = await pullPop3(db, account, c, () => ++batches <= 4);
  clearInterval(watching);
  expect(first).toEqual({ stored: 80, deleted: 0, skipped: 0 });
  expect(new Set(progress)).toEqual(new Set([count]));
  const newest = await messagesInFolder(db, account.userId, inbox.id, 100);
  expect(newest.map(({ subject }) => Number(subject.split(' ')[1])).sort((a, b) => a - b)[0]).toBe(
    count - 79,
  );
  // As if all the others had been fetched.
  await transaction(db, async (t) => {
    await sql`insert or ignore into pop3_uidl (account_id, uidl, head, whole, octets, stored_at)
      select ${account.id}, 'id-' || value, 'h' || value, 'w' || value,
        (select octets from pop3_uidl where account_id = ${account.id} limit 1) - 10 + 2 * length(value), 1
      from (with recursive n(value) as (select 1 union all select value + 1 from n where value < ${count}) select value from n)`.execute(
      t,
    );
  });
  server.messages.push(mail(count + 1), mail(count + 2));
  const lines = server.lines.length;
  expect(await pull(account, server.login)).toMatchObject({ stored: 2 });
  expect(server.lines.slice(lines).filter((line) => /^(?:TOP|RETR)/u.test(line))).toEqual([
    'RETR 50002',
    'RETR 50001',
  ]);
}, 120_000);
