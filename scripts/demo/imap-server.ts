// The demo's IMAP server: one hoodiecrow per account (it has one mailbox for all its users) behind one TLS port.
import hoodiecrow, {
  type Connection,
  type FolderSeed,
  type HoodiecrowServer,
  type Mailbox,
  type StoredMessage,
} from 'hoodiecrow-imap';
import type { Certificate } from '../certificate';
import { repair } from './imap-repairs';
import type { Account, SeededFolder } from './types';

// No CONDSTORE: hoodiecrow offers it and never answers with it.
const PLUGINS = [
  'ID',
  'IDLE',
  'ENABLE',
  'NAMESPACE',
  'SASL-IR',
  'AUTH-PLAIN',
  'LITERALPLUS',
  'UNSELECT',
  'UIDPLUS',
  'MOVE',
  'SPECIAL-USE',
];

/** One account's mail, as the SMTP and POP3 servers need it. */
export class MailStore {
  readonly account: Account;
  readonly server: HoodiecrowServer;

  constructor(account: Account, certificate: Certificate, folders: SeededFolder[]) {
    this.account = account;
    this.server = hoodiecrow({
      secureConnection: true,
      credentials: { ...certificate },
      plugins: PLUGINS,
      users: { [account.address]: { password: account.password } },
      storage: storageOf(folders),
    });
    repair(this.server);
    for (const folder of folders) {
      for (const { raw, flags, date } of folder.messages) {
        this.server.appendMessage(folder.path, [...flags], date, raw.toString('latin1'));
      }
    }
  }

  /** The messages of the inbox. */
  get inbox(): Mailbox {
    return this.server.getMailbox('INBOX')!;
  }

  /** Puts a message into the inbox; open IDLE connections hear of it. */
  deliver(raw: Buffer): void {
    this.server.appendMessage('INBOX', [], new Date(), raw.toString('latin1'));
  }

  /** Removes messages of the inbox for good and tells open connections. */
  remove(messages: Set<StoredMessage>): void {
    const { inbox } = this;
    for (let i = inbox.messages.length - 1; i >= 0; i--) {
      if (!messages.has(inbox.messages[i]!)) continue;
      inbox.messages.splice(i, 1);
      this.server.notify({ tag: '*', attributes: [i + 1, { type: 'ATOM', value: 'EXPUNGE' }] }, inbox);
    }
  }
}

/** The folder tree that hoodiecrow starts with; messages come afterwards through `appendMessage`. */
function storageOf(folders: SeededFolder[]) {
  const uidvalidity = Math.floor(Date.now() / 1000);
  const top: Record<string, FolderSeed> = {};
  for (const { path, specialUse } of folders) {
    if (path === 'INBOX') continue;
    let level = top;
    let seed: FolderSeed = {};
    for (const name of path.split('/')) {
      seed = level[name] ??= { uidvalidity, folders: {} };
      level = seed.folders!;
    }
    if (specialUse) seed['special-use'] = specialUse;
  }
  return { INBOX: { uidvalidity }, '': { separator: '/', type: 'personal', folders: top } };
}

/**
 * Lets any connection sign in to any of `stores`: at the login command the connection is handed over to the
 * account's own server, which serves it from then on.
 */
function handOver(stores: MailStore[]): void {
  const enter = (connection: Connection, username: string) => {
    const store = stores.find((each) => each.account.address === username.toLowerCase());
    if (!store || store.server === connection.server) return;
    connection.server.removeListener('notify', connection._notificationCallback);
    connection.server = store.server;
    connection.server.on('notify', connection._notificationCallback);
  };
  for (const { server } of stores) {
    const login = server.getCommandHandler('LOGIN');
    server.setCommandHandler('LOGIN', (connection, parsed, data, callback) => {
      const name = parsed.attributes?.[0];
      if (name) {
        enter(connection, name.value);
        name.value = name.value.toLowerCase();
      }
      login(connection, parsed, data, callback);
    });
    const plain = server.getCommandHandler('AUTHENTICATE PLAIN');
    server.setCommandHandler('AUTHENTICATE PLAIN', (connection, parsed, data, callback) => {
      const nameIn = (answer: string) => Buffer.from(answer, 'base64').toString().split('\0')[1] ?? '';
      const early = parsed.attributes?.[0]?.value;
      if (early) enter(connection, nameIn(early));
      plain(connection, parsed, data, callback);
      const onLine = connection.inputHandler;
      if (early || !onLine) return;
      connection.inputHandler = (line) => {
        enter(connection, nameIn(line));
        onLine(line);
      };
    });
  }
}

/** Opens the IMAP port (implicit TLS) for all accounts. */
export async function listenImap(stores: MailStore[], port: number): Promise<void> {
  const door = stores[0]!.server;
  handOver(stores);
  // A connection that breaks after hoodiecrow has let go of it must not end the demo.
  door.connectionHandlers.push((connection) => {
    const { socket } = connection;
    // hoodiecrow writes in small pieces: without this each FETCH waits for the client's delayed ACK.
    socket?.setNoDelay(true);
    socket?.on('close', () => socket.on('error', () => {}));
  });
  await new Promise<void>((resolve, reject) => {
    door.server.once('error', reject);
    door.server.listen(port, '127.0.0.1', resolve);
  });
}
