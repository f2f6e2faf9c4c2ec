// The lab: a private Dovecot and Postfix on free ports of loopback, for tests and for trying things out by hand.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppendResponseObject, ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { type Daemon, endDaemon, startDaemon } from './daemons';
import { freePorts } from './free-ports';
import { fillMaildir } from './fill-maildir';
import { guard } from './guard';
import type { GeneratedMessage } from './generate';
import { checkMachine, type LabLayout, type LabPorts, writeLabFiles } from './lab-files';
import { raiseWatchLimit } from './raise-watch-limit';

export type { LabPorts } from './lab-files';

/** A person in the lab: all three words that a mail program asks for. */
export interface LabUser {
  address: string;
  username: string;
  password: string;
}

/** Settings of a new lab. `maxConnections` per person and address is high, so that tests meet the limit on purpose. */
export interface LabOptions {
  maxConnections?: number;
}

/**
 * A running lab. Recipients with a special start: `refuse-` 550 at RCPT, `tempfail-` 451, `unknown-` 550 5.1.1, `full-`
 * 452; any other absent person is taken and bounces. '[refuse content]' in a subject is refused after DATA.
 */
export class Lab {
  readonly host = 'localhost';
  readonly dir: string;
  readonly domain: string;
  readonly ports: LabPorts;

  constructor(layout: Pick<LabLayout, 'dir' | 'domain' | 'ports'>) {
    this.dir = layout.dir;
    this.domain = layout.domain;
    this.ports = layout.ports;
  }

  /** What `labFromEnv` needs to come back here from another process. */
  toJSON(): object {
    return { dir: this.dir, domain: this.domain, ports: this.ports };
  }

  /** The file with the lab's self-signed certificate, PEM. */
  get certificateFile(): string {
    return join(this.dir, 'etc/tls.crt');
  }

  /** Makes a person who can sign in at once; without `name` a fresh one each time. */
  async createUser(name = `user-${randomBytes(5).toString('hex')}`, password = 'secret'): Promise<LabUser> {
    const address = `${name}@${this.domain}`.toLowerCase();
    // In base64, so that it may hold colons and line ends.
    const secret = Buffer.from(password).toString('base64');
    writeFileSync(join(this.dir, 'users', address), `${address}:{PLAIN.b64}${secret}::::::\n`, {
      mode: 0o644,
    });
    return { address, username: address, password };
  }

  /** Ends a person's right to sign in; the mail stays. Dovecot notices within a second. */
  async lockUser(user: LabUser): Promise<void> {
    rmSync(join(this.dir, 'users', user.address), { force: true });
  }

  /** A second mail program: an open imapflow connection of this person. The caller logs it out. */
  async connectImap(user: LabUser): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: this.host,
      port: this.ports.imaps,
      secure: true,
      tls: { rejectUnauthorized: false },
      auth: { user: user.username, pass: user.password },
      logger: false,
    });
    // A lab server that is killed on purpose must not end the test's process.
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  /** Brings mail as an outside server does, on port 25. Resolves when Postfix took it; throws its refusal. */
  async deliver(raw: string | Buffer, to: string | string[], from = 'sender@outside.test'): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: this.ports.smtp, ignoreTLS: true });
    try {
      await transport.sendMail({ raw, envelope: { from, to } });
    } finally {
      transport.close();
    }
  }

  /** Adds a message to a folder with IMAP APPEND, making the folder when needed; returns its UID. */
  async append(
    user: LabUser,
    folder: string,
    raw: string | Buffer,
    flags: string[] = [],
    at?: Date,
  ): Promise<number> {
    const client = await this.connectImap(user);
    try {
      if (folder.toUpperCase() !== 'INBOX') await client.mailboxCreate(folder);
      const appended = (await client.append(folder, raw, flags, at)) as AppendResponseObject | false;
      if (!appended || appended.uid === undefined) throw new Error(`APPEND to ${folder} gave no UID`);
      return appended.uid;
    } finally {
      await client.logout();
    }
  }

  /** Writes messages straight into a person's Maildir: 100,000 in well under a minute. Returns how many. */
  fillMaildir(user: LabUser, folder: string, messages: Iterable<GeneratedMessage>): number {
    return fillMaildir(join(this.dir, 'mail', user.address), folder, messages);
  }

  /** Starts a server that was stopped or killed, on the same ports. */
  start(daemon: Daemon = 'dovecot'): Promise<void> {
    return startDaemon(this.dir, daemon, this.ports);
  }

  /** Ends a server in good order; open connections are told. */
  stop(daemon: Daemon = 'dovecot'): Promise<void> {
    return endDaemon(this.dir, daemon, 'stop');
  }

  /** Crashes a server: SIGKILL to it and to everything that serves a connection. */
  kill(daemon: Daemon = 'dovecot'): Promise<void> {
    return endDaemon(this.dir, daemon, 'kill');
  }
}

/** A lab that this process started and must close. */
export class OwnLab extends Lab {
  /** Ends both servers and removes the directory. */
  async close(): Promise<void> {
    await Promise.all([this.kill('postfix'), this.kill('dovecot')]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Starts a lab of its own: private directory, free ports, ready when every port answers. Several may run side by side. */
export async function startLab(options: LabOptions = {}): Promise<OwnLab> {
  checkMachine(tmpdir());
  raiseWatchLimit();
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-lab-'));
  checkMachine(dir);
  const [imap, imaps, pop3, pop3s, lmtp, smtp, submission, submissions, oidc] = (await freePorts(9)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ports = { imap, imaps, pop3, pop3s, lmtp, smtp, submission, submissions, oidc };
  const layout = { dir, domain: 'lab.test', ports, maxConnections: options.maxConnections ?? 1000 };
  writeLabFiles(layout);
  guard(dir);
  const lab = new OwnLab(layout);
  try {
    await Promise.all([lab.start('dovecot'), lab.start('postfix')]);
  } catch (error) {
    await lab.close();
    throw error;
  }
  return lab;
}

/** The lab that the test run started (see vitest-setup.ts), seen from a worker process. */
export function labFromEnv(): Lab {
  const text = process.env.PENNYPOST_LAB;
  if (!text) {
    throw new Error('PENNYPOST_LAB is not set: run live tests with `npx vitest run --project live`.');
  }
  return new Lab(JSON.parse(text) as Pick<LabLayout, 'dir' | 'domain' | 'ports'>);
}
