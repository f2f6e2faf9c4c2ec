// For tests: another mail program of the same person, which does one thing of a story at a time.
import { ImapFlow } from 'imapflow';
import { fetchAll, type Holding } from './full-fetch';
import type { FolderName, Step } from './story';
import type { Ledger } from './ledger';
import type { StoryServer } from './story-server';

type Deed = Extract<Step, { by: 'other' }>;

/** One program; it signs in when it has something to do, and again when the server sent it away. */
export class OtherProgram {
  readonly #server: StoryServer;
  readonly #user: { username: string; password: string };
  readonly #ledger: Ledger;
  #client: ImapFlow | null = null;

  constructor(server: StoryServer, user: { username: string; password: string }, ledger: Ledger) {
    this.#server = server;
    this.#user = user;
    this.#ledger = ledger;
  }

  /** A connection that works. */
  async client(): Promise<ImapFlow> {
    if (this.#client?.usable) return this.#client;
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: this.#server.imapPort,
      secure: false,
      doSTARTTLS: false,
      auth: { user: this.#user.username, pass: this.#user.password },
      logger: false,
      disableAutoIdle: true,
      disableCompression: true,
    });
    client.on('error', () => {});
    await client.connect();
    this.#client = client;
    return client;
  }

  /** Does it. What the server refuses, or cannot find, is not done. */
  async act(deed: Deed): Promise<void> {
    const client = await this.client();
    try {
      await this.#act(client, deed);
    } catch (error) {
      // The server sends programs away whose folder was deleted or numbered anew; a folder that is not there is no news.
      const isRefused = error instanceof Error && ('responseStatus' in error || 'code' in error);
      if (client.usable && !isRefused) throw error;
    }
  }

  /** Puts a message into a folder. */
  async append(folder: FolderName, flags: string[]): Promise<void> {
    const client = await this.client();
    await client.append(this.#server.path(folder), letter(this.#ledger.add()), flags);
  }

  /** All that the server has. */
  async everything(): Promise<Holding> {
    for (let triesLeft = 1; ; triesLeft--) {
      const client = await this.client();
      try {
        return await fetchAll(client);
      } catch (error) {
        // The server sends programs away whose folder it numbered anew; a second one would be no accident.
        if (triesLeft === 0) throw error;
        client.close();
      }
    }
  }

  async close(): Promise<void> {
    this.#client?.close();
  }

  async #act(client: ImapFlow, deed: Deed): Promise<void> {
    const path = this.#server.path(deed.folder);
    if (deed.do === 'create') await client.mailboxCreate(path);
    else if (deed.do === 'rename') await client.mailboxRename(path, this.#server.path(deed.target));
    else if (deed.do === 'renumber' && deed.folder === 'INBOX')
      this.#server.renumberInbox?.(this.#user.username);
    else if (deed.do === 'renumber' || deed.do === 'remove')
      await this.#remove(client, path, deed.do === 'renumber');
    else if (deed.do === 'append') {
      const flags = deed.flags.map((flag) => `\\${flag}`);
      const subject = this.#ledger.add();
      this.#ledger.mayGo([subject]);
      // False when the server sent this program away before: then nothing was added.
      const isAdded = await client.append(path, letter(subject), flags);
      if (isAdded && !deed.flags.includes('Deleted')) this.#ledger.mustStay(subject);
    } else await this.#onMessages(client, path, deed);
  }

  async #remove(client: ImapFlow, path: string, andMakeAgain: boolean): Promise<void> {
    const lock = await client.getMailboxLock(path);
    const all: { source: Buffer; subject: string; flags: string[] }[] = [];
    try {
      if (client.mailbox && client.mailbox.exists > 0)
        for await (const row of client.fetch('1:*', { source: true, envelope: true, flags: true }))
          all.push({ source: row.source!, subject: row.envelope!.subject!, flags: [...(row.flags ?? [])] });
    } finally {
      lock.release();
    }
    const subjects = all.map(({ subject }) => subject);
    this.#ledger.mayGo(subjects);
    this.#ledger.folderGone();
    await client.mailboxDelete(path);
    if (!andMakeAgain) return;
    await client.mailboxCreate(path);
    // What was moved away between the two is there twice now, as after a restore from a backup.
    this.#ledger.copied(subjects);
    for (const { source, flags } of all)
      await client.append(
        path,
        source,
        flags.filter((flag) => flag !== '\\Recent'),
      );
  }

  async #onMessages(client: ImapFlow, path: string, deed: Deed): Promise<void> {
    const lock = await client.getMailboxLock(path);
    try {
      await client.noop();
      const uids = (await client.search({ all: true }, { uid: true })) || [];
      if (uids.length === 0) return;
      const options = { uid: true };
      if (deed.do === 'expunge') {
        const marked = (await client.search({ deleted: true }, options)) || [];
        if (marked.length > 0) await client.messageDelete(marked, options);
        return;
      }
      if (!('nth' in deed)) return;
      const uid = uids[deed.nth % uids.length]!;
      const found = await client.fetchOne(String(uid), { envelope: true }, options);
      const subject = found ? found.envelope?.subject : undefined;
      if (subject === undefined) return;
      if (deed.do === 'delete' || (deed.do === 'flag' && deed.flag === 'Deleted' && deed.on))
        this.#ledger.mayGo([subject]);
      if (deed.do === 'delete') await client.messageDelete([uid], options);
      else if (deed.do === 'flag' && deed.on)
        await client.messageFlagsAdd([uid], [`\\${deed.flag}`], options);
      else if (deed.do === 'flag') await client.messageFlagsRemove([uid], [`\\${deed.flag}`], options);
      else if (deed.do === 'move' && deed.folder !== deed.target)
        await this.#move(client, uid, subject, deed.target);
      else if (deed.do === 'copy') {
        this.#ledger.copied([subject]);
        await client.messageCopy([uid], this.#server.path(deed.target), options);
      }
    } finally {
      lock.release();
    }
  }

  async #move(client: ImapFlow, uid: number, subject: string, target: FolderName): Promise<void> {
    // imapflow copies and deletes where a server has no MOVE: a double, when we moved it meanwhile.
    if (!client.capabilities.has('MOVE')) this.#ledger.copied([subject]);
    await client.messageMove([uid], this.#server.path(target), { uid: true });
  }
}

/** Every fifth has no Message-ID, every third answers the one before. */
function letter(subject: string): Buffer {
  const n = Number(subject.slice(1));
  const lines = [
    'From: Ben <ben@lab.test>',
    'To: ann@lab.test',
    `Subject: ${subject}`,
    'Date: Tue, 24 Nov 2026 10:00:00 +0100',
    ...(n % 5 === 0 ? [] : [`Message-ID: <${subject}@lab.test>`]),
    ...(n % 3 === 0 ? [`References: <m${n - 1}@lab.test>`] : []),
    '',
    `Hello ${subject}`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
