// For tests: a submission server that answers each command with what the test says, and keeps the octets it was given.
import type { ServerLogin } from '../types';
import { type LineServer, startLineServer } from './line-server';

/** Moments of a delivery. */
export type SmtpEvent = 'connect' | 'mail' | 'rcpt' | 'data' | 'dot' | 'answered';

/** What is special about this server; each answer is a whole line such as '550 no'. 'CUT' breaks off, '' says nothing. */
export interface SmtpScript {
  greeting?: string;
  ehlo?: string[];
  /** Instead of the list of extensions. */
  ehloAnswer?: string;
  /** A list is one answer after the other: to AUTH, and to what the client says after a 334. */
  auth?: string | string[];
  mechanisms?: string;
  mail?: string | (() => string);
  rcpt?: (address: string) => string;
  data?: string;
  /**
   * After the final dot; for the first message, the second and so on, the last again and again. A function gets the message and may
   * take its time.
   */
  end?: (string | ((message: string) => Promise<string>))[];
  /** Breaks off after so many lines of a message. */
  cutAfterLines?: number;
  /** Hears what happens, as it happens; 'dot' is before the answer to the message, 'answered' after it. */
  hear?: (event: SmtpEvent) => void;
  security?: 'tls' | 'starttls';
  /** Before TLS. */
  starttls?: string;
}

const EVENTS: Record<string, SmtpEvent> = { MAIL: 'mail', RCPT: 'rcpt', DATA: 'data' };

/** Starts it. `messages` holds what came between DATA and the dot, still dot-stuffed. */
export async function startScriptedSmtp(
  script: SmtpScript = {},
): Promise<LineServer & { login: ServerLogin; messages: string[] }> {
  const messages: string[] = [];
  const bodies = new Map<object, string[]>();
  const security = script.security ?? 'tls';
  const server = await startLineServer({
    tls: security === 'tls',
    onConnect: (talk) => {
      hear('connect');
      answer(talk, script.greeting ?? '220 ready');
    },
    onLine: (talk, line) => {
      const body = bodies.get(talk);
      if (body) {
        if (body.length === script.cutAfterLines) return talk.cut();
        if (line !== '.') return void body.push(line);
        bodies.delete(talk);
        messages.push(body.map((one) => `${one}\r\n`).join(''));
        const ends = script.end ?? ['250 2.0.0 taken as 1'];
        hear('dot');
        const end = ends[Math.min(messages.length, ends.length) - 1]!;
        if (typeof end === 'function') return void end(messages.at(-1)!).then((text) => answer(talk, text));
        answer(talk, end);
        return hear('answered');
      }
      const event = EVENTS[line.slice(0, 4).toUpperCase()];
      if (event) hear(event);
      const said = reply(line.toUpperCase(), line);
      if (said.startsWith('354')) bodies.set(talk, []);
      answer(talk, said);
      if (line.toUpperCase() === 'STARTTLS' && said.startsWith('220')) talk.upgrade();
    },
  });
  function hear(event: SmtpEvent): void {
    script.hear?.(event);
  }
  function reply(command: string, line: string): string {
    if (command.startsWith('EHLO'))
      return (
        script.ehloAnswer ??
        [
          'scripted',
          `AUTH ${script.mechanisms ?? 'PLAIN'}`,
          ...(script.ehlo ?? []),
          ...(security === 'starttls' ? ['STARTTLS'] : []),
        ]
          .map((text, i, all) => `250${i === all.length - 1 ? ' ' : '-'}${text}`)
          .join('\r\n')
      );
    if (command === 'STARTTLS') return script.starttls ?? '220 go on';
    if (command.startsWith('AUTH') || command === '' || command === 'AQ==')
      return [script.auth ?? '235 2.7.0 welcome'].flat()[command.startsWith('AUTH') ? 0 : 1] ?? '500 no';
    if (command.startsWith('MAIL'))
      return typeof script.mail === 'function' ? script.mail() : (script.mail ?? '250 2.1.0 ok');
    if (command.startsWith('RCPT')) return script.rcpt?.(/<(.*)>/u.exec(line)![1]!) ?? '250 2.1.5 ok';
    if (command === 'DATA') return script.data ?? '354 go on';
    return command === 'QUIT' ? '221 bye' : '250 ok';
  }
  function answer(talk: { say(text: string): void; cut(): void }, text: string): void {
    if (text === 'CUT') talk.cut();
    else if (text !== '') talk.say(`${text}\r\n`);
  }
  const login: ServerLogin = {
    host: 'localhost',
    port: server.port,
    security,
    username: 'ann@lab.test',
    auth: { kind: 'password', password: 'secret' },
    allowSelfSigned: true,
    allowPrivate: true,
  };
  return { ...server, login, messages };
}
