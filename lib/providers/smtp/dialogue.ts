// Notes what client and server said in one SMTP session: bounded, secrets masked, bodies left out.
import type { Dialogue, DialogueLine } from '@/lib/contract/delivery';
import type { ServerLogin } from '../types';

/** Lines that one phase keeps; a message to a thousand people has more, and says so. */
const MAX_LINES = 400;
const MAX_LINE = 1000;

/** An empty dialogue with this server, to be filled while it is talked to. */
export function newDialogue({ host, port }: Pick<ServerLogin, 'host' | 'port'>): Dialogue {
  return { host, port, tls: null, reused: false, handshake: [], transfer: [], closure: [] };
}

/** Adds a line, unless there are too many already. */
export function addLine(lines: DialogueLine[], from: DialogueLine['from'], text: string): void {
  if (lines.length > MAX_LINES) return;
  const line = lines.length === MAX_LINES ? 'More lines are not shown.' : text.slice(0, MAX_LINE);
  lines.push({ at: Date.now(), from: lines.length === MAX_LINES ? 'note' : from, text: line });
}

/**
 * A logger for nodemailer that writes to where `lines` points now. AUTH and its continuation lines carry the password: masked. So is
 * a password that the server itself repeats.
 */
export function dialogueLogger(login: ServerLogin, lines: () => DialogueLine[]) {
  const { username, auth } = login;
  const secret = auth.kind === 'password' ? auth.password : auth.accessToken;
  const secrets = [secret, base64(secret), base64(`\0${username}\0${secret}`)].filter(Boolean);
  const masked = (text: string) =>
    secrets.reduce((rest, one) => rest.replaceAll(one, '[masked]'), text.trim());
  let inAuth = false;
  const note = (entry: unknown, ...rest: unknown[]) => {
    const { tnx, inByteCount } = (entry ?? {}) as { tnx?: string; inByteCount?: number };
    if (tnx === 'message') {
      addLine(lines(), 'note', `The message, ${inByteCount ?? 0} octets, not shown here.`);
      return;
    }
    if (tnx !== 'client' && tnx !== 'server') return;
    const text = String(rest[0] ?? '').trim();
    if (tnx === 'server') {
      // 334 asks for the next piece of a log-in, every other answer ends it (RFC 4954 4).
      if (!/^334/u.test(text)) inAuth = false;
      for (const line of text.split(/\r?\n/u)) addLine(lines(), 'server', masked(line));
      return;
    }
    const auth = /^AUTH +\S+/iu.exec(text);
    if (auth) addLine(lines(), 'client', `${auth[0]}${text.length > auth[0].length ? ' [masked]' : ''}`);
    else addLine(lines(), 'client', inAuth ? '[masked]' : masked(text));
    if (auth) inAuth = true;
  };
  return { level: () => {}, trace: note, debug: note, info: note, warn: note, error: note, fatal: note };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
