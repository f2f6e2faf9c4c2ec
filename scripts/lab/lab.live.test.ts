import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startFaultProxy } from './fault-proxy';
import { generateMailbox } from './generate';
import { type Lab, type LabUser, labFromEnv, type OwnLab, startLab } from './lab';
import { canConnect, waitUntil } from './processes';

const raw = (subject: string, text = 'Hello') =>
  `From: a@outside.test\r\nTo: b@lab.test\r\nSubject: ${subject}\r\n\r\n${text}\r\n`;

let lab: Lab;
const clients: ImapFlow[] = [];

async function imap(at: Lab, user: LabUser): Promise<ImapFlow> {
  const client = await at.connectImap(user);
  clients.push(client);
  return client;
}

/** Waits until a message with this subject stands in the folder and returns its source. */
async function arrival(client: ImapFlow, subject: string, folder = 'INBOX'): Promise<string> {
  const lock = await client.getMailboxLock(folder);
  try {
    let found: number[] = [];
    await waitUntil(`'${subject}' arrives`, async () => {
      await client.noop();
      found = (await client.search({ header: { subject } }, { uid: true })) || [];
      return found.length > 0;
    });
    const message = await client.fetchOne(String(found[0]), { source: true }, { uid: true });
    const source = message ? message.source : undefined;
    if (!source) throw new Error('The message has no source.');
    return source.toString();
  } finally {
    lock.release();
  }
}

function submit(user: LabUser, to: string, port: number, secure: boolean, subject = 'Submitted') {
  const transport = createTransport({
    host: lab.host,
    port,
    secure,
    requireTLS: !secure,
    tls: { rejectUnauthorized: false },
    auth: { user: user.username, pass: user.password },
  });
  return transport.sendMail({ from: user.address, to, subject, text: 'Hello' });
}

beforeAll(() => {
  lab = labFromEnv();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

describe('the shared lab', () => {
  test('mail sent through submission, by STARTTLS or TLS, arrives over IMAP', async () => {
    const [ann, ben] = await Promise.all([lab.createUser(), lab.createUser()]);
    await submit(ann, ben.address, lab.ports.submission, false, 'by STARTTLS');
    await submit(ann, ben.address, lab.ports.submissions, true, 'by TLS');
    const client = await imap(lab, ben);
    expect(await arrival(client, 'by STARTTLS')).toContain('Hello');
    expect(await arrival(client, 'by TLS')).toContain('Hello');
  });

  test('incoming mail on port 25 needs no login and arrives', async () => {
    const user = await lab.createUser();
    await lab.deliver(raw('From outside'), user.address);
    expect(await arrival(await imap(lab, user), 'From outside')).toContain('Hello');
  });

  test.each([
    ['refuse-anyone', 550, 'The lab refuses mail for this address'],
    ['tempfail-anyone', 451, 'The lab has no time now'],
    ['unknown-anyone', 550, 'No such person in the lab'],
    ['full-anyone', 452, 'The mailbox is full'],
  ])('a recipient %s is answered with %i and a phrase', async (name, code, phrase) => {
    const user = await lab.createUser();
    const sent = submit(user, `${name}@${lab.domain}`, lab.ports.submission, false);
    await expect(sent).rejects.toMatchObject({
      responseCode: code,
      message: expect.stringContaining(phrase),
    });
  });

  test('content may be refused after DATA', async () => {
    const user = await lab.createUser();
    const sent = submit(user, user.address, lab.ports.submission, false, 'An offer [refuse content]');
    await expect(sent).rejects.toMatchObject({ responseCode: 550, command: 'DATA' });
  });

  test('mail to an absent person comes back with a delivery report', async () => {
    const user = await lab.createUser();
    await submit(user, `nobody-home@${lab.domain}`, lab.ports.submission, false);
    const report = await arrival(await imap(lab, user), 'Undelivered');
    expect(report).toContain('message/delivery-status');
  });

  test('a wrong password and an unknown person are refused', async () => {
    const user = await lab.createUser();
    await expect(lab.connectImap({ ...user, password: 'wrong' })).rejects.toMatchObject({
      authenticationFailed: true,
    });
    await expect(
      lab.connectImap({ address: '', username: `absent@${lab.domain}`, password: 'secret' }),
    ).rejects.toMatchObject({ authenticationFailed: true });
  });

  test('append makes the folder and answers with the UID', async () => {
    const user = await lab.createUser();
    expect(await lab.append(user, 'Projects/House', raw('Roof'), ['\\Seen'])).toBe(1);
    expect(await arrival(await imap(lab, user), 'Roof', 'Projects/House')).toContain('Hello');
  });

  test('a filled Maildir shows its messages, flags and dates over IMAP', async () => {
    const user = await lab.createUser();
    const made = [...generateMailbox({ count: 120, seed: 4 })];
    expect(lab.fillMaildir(user, 'INBOX', made)).toBe(120);
    expect(lab.fillMaildir(user, 'Projects/House', made.slice(0, 3))).toBe(3);
    const client = await imap(lab, user);
    expect(await client.status('Projects/House', { messages: true })).toMatchObject({ messages: 3 });
    const lock = await client.getMailboxLock('INBOX');
    const rows = await client.fetchAll('1:*', {
      envelope: true,
      internalDate: true,
      flags: true,
      size: true,
    });
    lock.release();
    expect(rows.map((row) => row.envelope?.messageId)).toEqual(made.map((message) => message.messageId));
    expect(rows.map((row) => row.size)).toEqual(made.map((message) => message.raw.length));
    expect(rows.map((row) => new Date(row.internalDate ?? 0).getTime())).toEqual(made.map((m) => m.date));
    expect(rows.map((row) => row.flags?.has('\\Seen'))).toEqual(made.map((message) => message.seen));
  });

  test('POP3 answers too', async () => {
    const socket = connect({ port: lab.ports.pop3, host: '127.0.0.1' });
    const greeting = await new Promise<string>((resolve, reject) => {
      socket.once('data', (chunk) => resolve(chunk.toString()));
      socket.once('error', reject);
    });
    socket.destroy();
    expect(greeting).toMatch(/^\+OK/);
  });
});

describe('a lab of its own', () => {
  let own: OwnLab;
  beforeAll(async () => {
    own = await startLab();
  });
  afterAll(() => own.close());

  test('runs beside another on other ports', () => {
    const taken = new Set([...Object.values(own.ports), ...Object.values(lab.ports)]);
    expect(taken.size).toBe(Object.keys(own.ports).length * 2);
  });

  test('a killed Dovecot drops its connections and comes back on the same ports with its mail', async () => {
    const user = await own.createUser();
    await own.append(user, 'INBOX', raw('Before the crash'));
    const client = await imap(own, user);
    const dropped = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await own.kill();
    await dropped;
    expect(await canConnect(own.ports.imaps)).toBe(false);
    await own.start();
    expect(await arrival(await imap(own, user), 'Before the crash')).toContain('Hello');
  });

  test('a stopped Postfix restarts on its ports and delivers', async () => {
    await own.stop('postfix');
    expect(await canConnect(own.ports.smtp)).toBe(false);
    await own.start('postfix');
    const user = await own.createUser();
    await own.deliver(raw('After the restart'), user.address);
    expect(await arrival(await imap(own, user), 'After the restart')).toContain('Hello');
  });
});

describe('npm run lab', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing behind when it ends by %s', async (signal) => {
    const script = fileURLToPath(new URL('../lab.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.includes('MAIL_SERVERS=')) break;
    }
    const dir = output.match(/runs in (\S+)/)?.[1] ?? '';
    const port = Number(output.match(/(\d+) \(TLS\)/)?.[1]);
    expect(existsSync(dir)).toBe(true);
    expect(await canConnect(port)).toBe(true);
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    await waitUntil('the directory is gone', () => !existsSync(dir));
    expect(await canConnect(port)).toBe(false);
  });
});

describe('the fault proxy', () => {
  test('cuts at a pattern inside TLS, refuses, and serves again', async () => {
    const user = await lab.createUser();
    const proxy = await startFaultProxy({ target: lab.ports.submissions, tls: true });
    try {
      const cut = proxy.cut({ direction: 'to-server', at: '\r\n.\r\n' });
      const sent = submit(user, user.address, proxy.port, true, 'Cut after DATA');
      await expect(sent).rejects.toThrow();
      await cut;
      await proxy.refuse();
      await expect(submit(user, user.address, proxy.port, true)).rejects.toMatchObject({
        message: expect.stringContaining('ECONNREFUSED'),
      });
      await proxy.accept();
      await submit(user, user.address, proxy.port, true, 'After the trouble');
      const client = await imap(lab, user);
      expect(await arrival(client, 'After the trouble')).toContain('Hello');
      // The end of DATA had been handed on: the server took the mail although the client never heard so.
      expect(await arrival(client, 'Cut after DATA')).toContain('Hello');
    } finally {
      await proxy.close();
    }
  });
});
