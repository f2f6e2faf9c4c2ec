// The demo's POP3 server (RFC 1939) over TLS on the same inboxes.
import { createInterface } from 'node:readline';
import { createServer, type TLSSocket } from 'node:tls';
import type { StoredMessage } from 'hoodiecrow-imap';
import type { Certificate } from '../certificate';
import type { MailStore } from './imap-server';

/** One client's session: the messages as they were at login, and which of them go at QUIT. */
class Session {
  #user = '';
  #store: MailStore | null = null;
  #messages: StoredMessage[] = [];
  readonly #gone = new Set<StoredMessage>();
  readonly #stores: MailStore[];

  constructor(stores: MailStore[]) {
    this.#stores = stores;
  }

  /** The answer to one command line, with CRLF; multi-line answers end with a dot. */
  answer(line: string): string {
    const [verb = '', ...args] = line.trim().split(' ');
    const command = verb.toUpperCase();
    if (command === 'CAPA') return lines(['+OK', 'USER', 'UIDL', 'TOP', 'RESP-CODES']);
    if (command === 'NOOP') return '+OK\r\n';
    if (command === 'QUIT') return this.#quit();
    if (!this.#store) return this.#login(command, args.join(' '));
    switch (command) {
      case 'STAT': {
        const left = this.#left();
        return `+OK ${left.length} ${left.reduce((sum, [, message]) => sum + message.raw.length, 0)}\r\n`;
      }
      case 'LIST':
        return this.#scan(args[0], (message) => message.raw.length);
      case 'UIDL':
        return this.#scan(args[0], (message) => `demo-${message.uid}`);
      case 'RETR':
        return this.#one(args[0], (message) => multiLine('+OK', message.raw));
      case 'TOP':
        return this.#one(args[0], (message) => multiLine('+OK', top(message.raw, Number(args[1] ?? 0))));
      case 'DELE':
        return this.#one(args[0], (message) => {
          this.#gone.add(message);
          return '+OK\r\n';
        });
      case 'RSET':
        this.#gone.clear();
        return '+OK\r\n';
      default:
        return '-ERR unknown command\r\n';
    }
  }

  #login(command: string, argument: string): string {
    if (command === 'USER') {
      this.#user = argument.toLowerCase();
      return '+OK\r\n';
    }
    if (command !== 'PASS') return '-ERR log in first\r\n';
    const store = this.#stores.find(({ account }) => account.address === this.#user);
    if (!store || store.account.password !== argument) return '-ERR [AUTH] not the right password\r\n';
    this.#store = store;
    this.#messages = [...store.inbox.messages];
    return '+OK\r\n';
  }

  #left(): [number, StoredMessage][] {
    return this.#messages
      .map((message, i): [number, StoredMessage] => [i + 1, message])
      .filter(([, message]) => !this.#gone.has(message));
  }

  #one(number: string | undefined, use: (message: StoredMessage) => string): string {
    const message = this.#messages[Number(number) - 1];
    return message && !this.#gone.has(message) ? use(message) : '-ERR no such message\r\n';
  }

  #scan(number: string | undefined, show: (message: StoredMessage) => string | number): string {
    if (number) return this.#one(number, (message) => `+OK ${number} ${show(message)}\r\n`);
    return lines(['+OK', ...this.#left().map(([index, message]) => `${index} ${show(message)}`)]);
  }

  #quit(): string {
    this.#store?.remove(this.#gone);
    return '+OK goodbye\r\n';
  }
}

const lines = (all: string[]) => `${all.join('\r\n')}\r\n.\r\n`;
const multiLine = (status: string, raw: string) =>
  `${status}\r\n${raw.replace(/^\./gm, '..').replace(/(?<!\r\n)$/, '\r\n')}.\r\n`;

function top(raw: string, count: number): string {
  const end = raw.indexOf('\r\n\r\n') + 4;
  return raw.slice(0, end) + raw.slice(end).split('\r\n').slice(0, count).join('\r\n');
}

/** Opens the POP3 port (implicit TLS). */
export async function listenPop3(stores: MailStore[], certificate: Certificate, port: number): Promise<void> {
  const server = createServer(certificate, (socket: TLSSocket) => {
    const session = new Session(stores);
    socket.on('error', () => socket.destroy());
    socket.write('+OK Pennypost demo\r\n');
    const commands = createInterface({ input: socket });
    // It passes on what the socket says; unheard, a client that vanishes would end the whole demo.
    commands.on('error', () => socket.destroy());
    commands.on('line', (line) => {
      socket.write(session.answer(line), 'latin1');
      if (/^quit\b/i.test(line)) socket.end();
    });
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
