// For tests: a POP3 server over a maildrop in memory that keeps RFC 1939's promises, except where the test says otherwise.
import type { ServerLogin } from '../types';
import { type LineServer, startLineServer, type Talk } from './line-server';

/** A message as it lies there. */
export interface Dropped {
  uidl: string;
  raw: Buffer;
}

/** Where the connection breaks, as to one command. */
export type Break = 'before' | 'inside' | 'after' | null;

/** What is special about this server. */
export interface Pop3Script {
  messages?: Dropped[];
  /** '' says nothing. */
  greeting?: string;
  /** Lines of CAPA; null: the server does not know it. */
  capabilities?: string[] | null;
  security?: 'tls' | 'starttls';
  password?: string;
  /** By the start of the command: the whole answer instead of the usual one, lines ending in \n. */
  answers?: Record<string, string>;
  /** Asked for each command: 'before' cuts instead of doing it, 'inside' after half of the answer, 'after' when all was said. */
  breaks?: (command: string) => Break;
}

/** A running one; `messages` is what lies there now, whatever the clients do. */
export interface ScriptedPop3 extends LineServer {
  login: ServerLogin;
  messages: Dropped[];
}

interface Session {
  user: string;
  isIn: boolean;
  messages: Dropped[];
  gone: Set<Dropped>;
}

const CAPABILITIES = ['USER', 'UIDL', 'TOP', 'RESP-CODES', 'PIPELINING', 'SASL PLAIN XOAUTH2'];

/** Starts it; `login` fits it, with a certificate that has to be allowed. */
export async function startScriptedPop3(script: Pop3Script = {}): Promise<ScriptedPop3> {
  const messages = script.messages ?? [];
  const password = script.password ?? 'secret';
  const security = script.security ?? 'tls';
  const sessions = new WeakMap<Talk, Session>();
  const server = await startLineServer({
    tls: security === 'tls',
    onConnect: (talk) => {
      sessions.set(talk, { user: '', isIn: false, messages: [], gone: new Set() });
      if (script.greeting !== '') talk.say(`${script.greeting ?? '+OK ready'}\n`);
    },
    onLine: (talk, line) => {
      const session = sessions.get(talk)!;
      const breaks = script.breaks?.(line) ?? null;
      if (breaks === 'before') return talk.cut();
      const answer = overridden(line) ?? act(session, line);
      talk.sayOctets(breaks === 'inside' ? answer.subarray(0, Math.floor(answer.length / 2)) : answer);
      if (line.toUpperCase() === 'STLS' && answer[0] === 43) talk.upgrade();
      // Later, so that what was said arrives.
      if (breaks !== null) setTimeout(() => talk.cut(), 30);
      else if (line.toUpperCase() === 'QUIT') setTimeout(() => talk.cut(), 30);
    },
  });
  function overridden(line: string): Buffer | null {
    const key = Object.keys(script.answers ?? {}).find((start) => line.toUpperCase().startsWith(start));
    return key === undefined ? null : Buffer.from(script.answers![key]!.replace(/\r?\n/gu, '\r\n'), 'latin1');
  }
  function act(session: Session, line: string): Buffer {
    const [verb = '', ...args] = line.split(' ');
    const command = verb.toUpperCase();
    const capabilities = script.capabilities === undefined ? CAPABILITIES : script.capabilities;
    if (command === 'CAPA')
      return capabilities ? lines(['+OK', ...capabilities, ...(session.isIn ? ['IN'] : [])]) : err('what?');
    if (command === 'STLS') return ok('go on');
    if (command === 'NOOP') return ok('');
    if (command === 'QUIT') {
      const left = messages.filter((message) => !session.gone.has(message));
      messages.splice(0, messages.length, ...left);
      return ok('bye');
    }
    if (!session.isIn) return signIn(session, command, args);
    const one = (use: (message: Dropped) => Buffer) => {
      const message = session.messages[Number(args[0]) - 1];
      return message && !session.gone.has(message) ? use(message) : err('no such message');
    };
    const left = () =>
      session.messages
        .map((message, at) => ({ message, number: at + 1 }))
        .filter(({ message }) => !session.gone.has(message));
    switch (command) {
      case 'STAT':
        return ok(`${left().length} ${left().reduce((sum, { message }) => sum + message.raw.length, 0)}`);
      case 'LIST':
        return lines(['+OK', ...left().map(({ message, number }) => `${number} ${message.raw.length}`)]);
      case 'UIDL':
        return capabilities && !capabilities.includes('UIDL')
          ? err('unknown command')
          : lines(['+OK', ...left().map(({ message, number }) => `${number} ${message.uidl}`)]);
      case 'RETR':
        return one(({ raw }) => multiLine(raw));
      case 'TOP':
        return capabilities && !capabilities.includes('TOP')
          ? err('unknown command')
          : one(({ raw }) => multiLine(raw.subarray(0, raw.indexOf('\r\n\r\n') + 4)));
      case 'DELE':
        return one((message) => {
          session.gone.add(message);
          return ok('marked');
        });
      case 'RSET':
        session.gone.clear();
        return ok('');
      default:
        return err('unknown command');
    }
  }
  function signIn(session: Session, command: string, args: string[]): Buffer {
    if (command === 'USER') {
      session.user = args.join(' ');
      return ok('');
    }
    const isRight =
      (command === 'PASS' && Buffer.from(args.join(' '), 'latin1').toString() === password) ||
      (command === 'AUTH' &&
        Buffer.from(args[1] ?? '', 'base64')
          .toString()
          .endsWith(args[0] === 'PLAIN' ? `\0${password}` : `Bearer ${password}\x01\x01`));
    if (!isRight) return err('[AUTH] no');
    session.isIn = true;
    session.messages = [...messages];
    return ok('in');
  }
  const login: ServerLogin = {
    host: 'localhost',
    port: server.port,
    security,
    username: 'ann@lab.test',
    auth: { kind: 'password', password },
    allowSelfSigned: true,
    allowPrivate: true,
  };
  return { ...server, login, messages };
}

const ok = (text: string) => Buffer.from(`+OK ${text}\r\n`);
const err = (text: string) => Buffer.from(`-ERR ${text}\r\n`);
const lines = (all: string[]) => Buffer.from(`${all.join('\r\n')}\r\n.\r\n`);

/** Dot-stuffed as RFC 1939 3 says: a dot after CRLF, and at the very start. */
export function multiLine(raw: Buffer): Buffer {
  const stuffed = raw.toString('latin1').replace(/(^|\r\n)\./gu, '$1..');
  const end = stuffed.endsWith('\r\n') || stuffed === '' ? '' : '\r\n';
  return Buffer.from(`+OK\r\n${stuffed}${end}.\r\n`, 'latin1');
}
