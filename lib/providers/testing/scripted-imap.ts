// For tests: an IMAP server that answers each command with what the test says, 'OK' to all else.
import type { ServerLogin } from '../types';
import { type LineServer, startLineServer, type Talk } from './line-server';

/** Lines to say, with TAG for the command's tag; 'CUT' breaks off; what follows 'FLOOD ' at the end is said for ever. A list gives one answer after the other, the last again and again. */
export type Answer = string | string[];

/** What is special about this server. */
export interface ImapScript {
  greeting?: string;
  capabilities?: string;
  /** By the start of the command, such as 'LOGIN' or 'UID STORE'. */
  answers?: Record<string, Answer>;
  security?: 'tls' | 'starttls';
  /** Answers to FETCH come so many octets at a time. */
  pieces?: number;
}

const ORDINARY: Record<string, Answer> = {
  NAMESPACE: '* NAMESPACE (("" "/")) NIL NIL\nTAG OK',
  LIST: '* LIST () "/" INBOX\nTAG OK',
  'LIST "" ""': '* LIST (\\Noselect) "/" ""\nTAG OK',
  SELECT: '* 3 EXISTS\n* OK [UIDVALIDITY 7] x\n* OK [UIDNEXT 4] x\nTAG OK [READ-WRITE] selected',
  LOGOUT: '* BYE bye\nTAG OK',
};

function speak(talk: Talk, text: string, tag: string): void {
  const [said = '', flood] = text.split('FLOOD ');
  talk.say(said.replaceAll('TAG', tag) + (flood === undefined ? '\n' : ''));
  if (flood !== undefined) talk.flood(flood);
}

/** Starts it; `login` fits it, with a certificate that has to be allowed. */
export async function startScriptedImap(
  script: ImapScript = {},
): Promise<LineServer & { login: ServerLogin }> {
  const capabilities = `IMAP4rev1 ${script.capabilities ?? ''}`;
  const answers: Record<string, Answer> = {
    ...ORDINARY,
    CAPABILITY: `* CAPABILITY ${capabilities}\nTAG OK`,
    ...script.answers,
  };
  const counts = new Map<string, number>();
  const security = script.security ?? 'tls';
  const server = await startLineServer({
    tls: security === 'tls',
    onConnect: (talk) => speak(talk, script.greeting ?? '* OK ready', ''),
    onLine: (talk, line) => {
      const [tag = '', ...rest] = line.split(' ');
      const command = rest.join(' ').toUpperCase();
      const key = Object.keys(answers)
        .filter((start) => command === start || command.startsWith(`${start} `))
        .sort((a, b) => b.length - a.length)[0];
      const given = key === undefined ? 'TAG OK' : answers[key]!;
      const count = counts.get(key ?? '') ?? 0;
      counts.set(key ?? '', count + 1);
      const text = Array.isArray(given) ? given[Math.min(count, given.length - 1)]! : given;
      if (text === 'CUT') return talk.cut();
      if (script.pieces && key?.endsWith('FETCH')) {
        const octets = Buffer.from(`${text}\n`.replaceAll('TAG', tag).replace(/\r?\n/gu, '\r\n'));
        return talk.sayInPieces(octets, script.pieces);
      }
      speak(talk, text, tag);
      if (command === 'STARTTLS' && text.startsWith('TAG OK')) talk.upgrade();
      if (text.includes('* BYE')) talk.cut();
    },
  });
  const login: ServerLogin = {
    host: 'localhost',
    port: server.port,
    security,
    username: 'ann@lab.test',
    auth: { kind: 'password', password: 'secret' },
    allowSelfSigned: true,
    allowPrivate: true,
  };
  return { ...server, login };
}
