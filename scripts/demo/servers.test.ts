import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DemoServers, startServers } from './servers';
import type { Account } from './types';

let servers: DemoServers;
let ann: Account;
let ben: Account;
const clients: ImapFlow[] = [];

async function imap({ address, password }: Account): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: 'localhost',
    port: servers.imap,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: address, pass: password },
    logger: false,
  });
  clients.push(client);
  await client.connect();
  return client;
}

function send(from: Account, to: string, subject: string, sender = from.address) {
  const transport = createTransport({
    host: 'localhost',
    port: servers.smtp,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
    auth: { user: from.address, pass: from.password },
  });
  return transport.sendMail({ from: sender, to, subject, text: 'Hello\n.\nWorld' });
}

/** imapflow answers `false` or undefined for 'nothing'; a test that gets nothing has failed. */
function given<T>(value: T | false | null | undefined): T {
  if (value === false || value === null || value === undefined) throw new Error('the server gave nothing');
  return value;
}

async function uidOf(client: ImapFlow, subject: string): Promise<number> {
  return given(given(await client.search({ header: { subject } }, { uid: true }))[0]);
}

async function part(client: ImapFlow, uid: number, name: string): Promise<Buffer> {
  const { content } = await client.download(String(uid), name, { uid: true });
  const chunks: Buffer[] = [];
  for await (const chunk of given(content)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  servers = await startServers();
  [ann, ben] = servers.accounts as [Account, Account];
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

describe("the demo's IMAP server", () => {
  test('lists nested folders with their roles, each person their own', async () => {
    const folders = await (await imap(ann)).list();
    const roles = Object.fromEntries(folders.map(({ path, specialUse }) => [path, specialUse ?? null]));
    expect(roles).toMatchObject({
      INBOX: '\\Inbox',
      Sent: '\\Sent',
      Drafts: '\\Drafts',
      Junk: '\\Junk',
      Trash: '\\Trash',
      Archive: '\\Archive',
      'Projects/House': null,
    });
  });

  test('subjects and names in other scripts come through whole', async () => {
    const client = await imap(ann);
    await client.mailboxOpen('INBOX');
    const rows = await client.fetchAll('1:*', { envelope: true });
    const subjects = rows.map(({ envelope }) => envelope?.subject);
    expect(subjects).toEqual(
      expect.arrayContaining([
        '新茶到了：今年的龙井',
        'دعوة إلى معرض الخط العربي',
        'תמונות מהגן (photos) ושאלה אחת',
      ]),
    );
    expect(rows.some(({ envelope }) => envelope?.from?.[0]?.name === 'Ирина Соколова')).toBe(true);
  });

  test.each([0, 1])('person %i finds about 60 messages, all readable', async (index) => {
    const client = await imap(servers.accounts[index]!);
    let total = 0;
    for (const { path } of await client.list()) {
      const lock = await client.getMailboxLock(path);
      const query = { envelope: true, bodyStructure: true, internalDate: true, flags: true, size: true };
      const rows = given(client.mailbox).exists > 0 ? await client.fetchAll('1:*', query) : [];
      for (const row of rows) {
        total++;
        expect(row.envelope?.messageId).toMatch(/^<.+>$/);
        expect(row.envelope?.subject).not.toBe('');
        expect(new Date(given(row.envelope?.date))).toEqual(new Date(given(row.internalDate)));
        expect(row.bodyStructure?.type).toMatch(/\//);
        const whole = await client.fetchOne(String(row.uid), { source: true }, { uid: true });
        const source = given(given(whole).source);
        expect(source.length).toBe(row.size);
        const parsed = await simpleParser(source);
        expect(parsed.subject).toBe(row.envelope?.subject);
      }
      lock.release();
    }
    expect(total).toBeGreaterThanOrEqual(50);
    expect(total).toBeLessThanOrEqual(75);
  });

  test('refuses a wrong password', async () => {
    await expect(imap({ ...ann, password: 'wrong' })).rejects.toMatchObject({ authenticationFailed: true });
    await expect(imap({ ...ann, address: 'eve@demo.test' })).rejects.toMatchObject({
      authenticationFailed: true,
    });
  });

  test('serves the picture inside a message', async () => {
    const client = await imap(ben);
    await client.mailboxOpen('INBOX');
    const uid = await uidOf(client, 'Photos from the hills');
    const { bodyStructure } = given(
      await client.fetchOne(String(uid), { bodyStructure: true }, { uid: true }),
    );
    const picture = JSON.stringify(bodyStructure).match(/"part":"([\d.]+)","type":"image\/png"/)?.[1];
    expect((await part(client, uid, given(picture))).toString('latin1', 1, 4)).toBe('PNG');
  });

  test('serves an attached message and a delivery report', async () => {
    const client = await imap(ann);
    await client.mailboxOpen('INBOX');
    const report = await uidOf(client, 'Undelivered');
    const row = await client.fetchOne(String(report), { bodyStructure: true }, { uid: true });
    const types = given(row).bodyStructure?.childNodes?.map(({ type }) => type);
    expect(types).toEqual(['text/plain', 'message/delivery-status', 'message/rfc822']);
    expect((await part(client, report, '2')).toString()).toContain('Status: 5.4.4');
    expect((await part(client, report, '3')).toString()).toMatch(/^From: Ann Baker[\s\S]*darker sample/);
  });

  test('cuts a part at the asked length for each message of a range', async () => {
    const client = await imap(ann);
    await client.mailboxOpen('INBOX');
    const rows = await client.fetchAll('1:10', { bodyParts: [{ key: '1', start: 0, maxLength: 20 }] });
    expect(rows).toHaveLength(10);
    for (const row of rows) {
      const [bytes] = [...(row.bodyParts?.values() ?? [])];
      expect(bytes?.length).toBeGreaterThan(0);
      expect(bytes?.length).toBeLessThanOrEqual(20);
    }
  });

  test('serves the tenth part and beyond', async () => {
    const client = await imap(ann);
    const files = Array.from(
      { length: 11 },
      (_, i) => `--x\r\nContent-Type: text/plain\r\n\r\nfile ${i + 1}\r\n`,
    );
    const raw = `Subject: Many parts\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${files.join('')}--x--\r\n`;
    const appended = await client.append('Archive', raw, ['\\Seen']);
    await client.mailboxOpen('Archive');
    expect((await part(client, given(given(appended).uid), '11')).toString()).toContain('file 11');
  });

  test('append, flags, copy, move and expunge answer with UIDs and reach a second connection', async () => {
    const [one, two] = [await imap(ben), await imap(ben)];
    const appended = await one.append('Archive', 'Subject: Travels\r\n\r\nHi\r\n', ['\\Seen'], new Date());
    const uid = given(given(appended).uid);
    await two.mailboxOpen('Archive');
    await one.mailboxOpen('Archive');

    const flags = once(two, 'flags');
    const idle = two.idle();
    await one.messageFlagsAdd(String(uid), ['\\Flagged'], { uid: true });
    expect((await flags)[0]).toMatchObject({ uid, flags: new Set(['\\Seen', '\\Flagged']) });

    const copied = await one.messageCopy(String(uid), 'Receipts', { uid: true });
    expect(given(copied).uidMap?.get(uid)).toBeGreaterThan(0);
    const gone = once(two, 'expunge');
    const moved = await one.messageMove(String(uid), 'Trash', { uid: true });
    const there = given(given(moved).uidMap?.get(uid));
    await gone;
    await two.mailboxOpen('Trash');
    await idle;
    await one.mailboxOpen('Trash');
    expect(await one.messageDelete(String(there), { uid: true })).toBe(true);
    expect(await one.search({ uid: String(there) }, { uid: true })).toEqual([]);
  });

  test('folders are made, renamed with what is in them, and removed', async () => {
    const client = await imap(ben);
    await client.mailboxCreate('Travel/Österreich');
    await client.append('Travel/Österreich', 'Subject: Hut\r\n\r\nHi\r\n');
    await client.mailboxRename('Travel', 'Journeys');
    const paths = async () => (await client.list()).map(({ path }) => path);
    expect(await paths()).toEqual(expect.arrayContaining(['Journeys', 'Journeys/Österreich']));
    expect(await paths()).not.toContain('Travel');
    expect(await client.status('Journeys/Österreich', { messages: true })).toMatchObject({ messages: 1 });
    await client.mailboxDelete('Journeys/Österreich');
    await client.mailboxDelete('Journeys');
    expect((await paths()).filter((path) => path.startsWith('Journeys'))).toEqual([]);
  });
});

describe("the demo's SMTP server", () => {
  test('delivers to the other person, whose idle connection hears of it', async () => {
    const client = await imap(ben);
    await client.mailboxOpen('INBOX');
    const heard = once(client, 'exists');
    const idle = client.idle();
    await send(ann, ben.address, 'Grüße aus dem Test');
    await heard;
    const row = given(await client.fetchOne('*', { envelope: true, source: true }));
    await idle;
    expect(row.envelope?.subject).toBe('Grüße aus dem Test');
    expect(row.source?.toString()).toContain('Hello\r\n.\r\nWorld');
  });

  test('refuses unknown recipients, foreign senders and wrong passwords', async () => {
    await expect(send(ann, 'nobody@demo.test', 'x')).rejects.toMatchObject({ responseCode: 550 });
    await expect(send(ann, ben.address, 'x', ben.address)).rejects.toMatchObject({ responseCode: 553 });
    await expect(send({ ...ann, password: 'wrong' }, ben.address, 'x')).rejects.toMatchObject({
      responseCode: 535,
    });
  });
});

test("the demo's POP3 server lists, sends dot-stuffed and deletes at QUIT", async () => {
  await send(ben, ann.address, 'For POP3');
  const socket = connectTls({ port: servers.pop3, host: 'localhost', rejectUnauthorized: false });
  socket.setEncoding('latin1');
  const read = async (until: RegExp) => {
    let text = '';
    while (!until.test(text)) text += (await once(socket, 'data'))[0] as string;
    return text;
  };
  const ask = (line: string, until = /^[+-][\s\S]*\r\n$/) => {
    socket.write(`${line}\r\n`);
    return read(until);
  };
  await read(/\r\n/);
  await ask(`USER ${ann.address}`);
  expect(await ask('PASS wrong')).toMatch(/^-ERR/);
  expect(await ask(`PASS ${ann.password}`)).toMatch(/^\+OK/);
  const count = Number((await ask('STAT')).split(' ')[1]);
  expect((await ask('UIDL', /\r\n\.\r\n/)).match(/demo-\d+/g)).toHaveLength(count);
  expect(await ask(`RETR ${count}`, /\r\n\.\r\n/)).toContain('Hello\r\n..\r\nWorld');
  await ask(`DELE ${count}`);
  await ask('QUIT');
  const client = await imap(ann);
  await client.mailboxOpen('INBOX');
  expect(await client.search({ header: { subject: 'For POP3' } }, { uid: true })).toEqual([]);
});

test("a client that vanishes ends its session only, not the demo's servers", async () => {
  const raw = connectTcp({ port: servers.pop3, host: '127.0.0.1' });
  const socket = connectTls({ socket: raw, rejectUnauthorized: false });
  socket.on('error', () => {});
  expect(String(await once(socket, 'data'))).toMatch(/^\+OK/u);
  raw.resetAndDestroy();
  const next = connectTls({ port: servers.pop3, host: 'localhost', rejectUnauthorized: false });
  expect(String(await once(next, 'data'))).toMatch(/^\+OK/u);
  next.destroy();
});
