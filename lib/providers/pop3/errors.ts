// Says what went wrong with a POP3 server, in one plain sentence for the person.
import { AppError, isAppError } from '@/lib/errors';
import { type NetworkFailure, networkError, problem } from '../network-error';

/** The server said '-ERR': its words, and the response code in front of them (RFC 2449 8), such as 'IN-USE' or 'SYS/TEMP'. */
export class Refusal extends Error {
  readonly responseCode: string;
  readonly responseText: string;
  /** Said to a log-in: then words without a code are about the password. */
  atLogin = false;

  constructor(text: string) {
    super('The server refused.');
    const [, code, words] = /^(?:\[([^\]\s]{1,60})\])?\s*(.*)$/su.exec(text) ?? [];
    this.responseCode = (code ?? '').toUpperCase();
    this.responseText = (words ?? '').slice(0, 300);
  }
}

/** Servers without response codes say so in words; the mailbox is locked while another program reads it (RFC 1939 4). */
const IN_USE = /\b(?:lock(?:ed)?|in use|already open|another (?:session|pop3?)|busy)\b/iu;
const TOO_OFTEN =
  /too many|too (?:often|frequent|soon)|login.?delay|minimum (?:time|interval)|try again later|rate limit/iu;
const UNWELL = /temporar|unavailable|internal (?:server )?error|try (?:again|later)|not (?:now|ready)/iu;

/** Turns whatever a connection to `host` threw into an AppError. */
export function pop3Error(error: unknown, host: string): AppError {
  if (isAppError(error)) return error;
  if (error instanceof Refusal) return refused(error, host);
  const failure = (error instanceof Error ? error : new Error(String(error))) as NetworkFailure;
  if (failure.code === 'POP3_SYNTAX')
    return problem(
      'refused-by-server',
      host,
      failure,
      `${host} does not speak POP3 on this port. Check server and port.`,
      false,
    );
  if (failure.code === 'POP3_LINE')
    return problem(
      'refused-by-server',
      host,
      failure,
      `${host} sends answers that are no POP3. We try again later.`,
      true,
    );
  return (
    networkError(failure, host) ??
    problem('connection-lost', host, failure, `The connection to ${host} was lost.`, true)
  );
}

function refused(refusal: Refusal, host: string): AppError {
  const { responseCode: code, responseText: words, atLogin } = refusal;
  const told = (text: string) => (words ? `${text} It says: ${words}` : text);
  if (code === 'AUTH')
    return problem(
      'wrong-password',
      host,
      refusal,
      `${host} did not accept this user name and password.`,
      false,
    );
  if (code === 'IN-USE' || (code === '' && atLogin && IN_USE.test(words)))
    return problem(
      'too-many-connections',
      host,
      refusal,
      'Another mail program reads this mailbox just now. We try again in a moment.',
      true,
    );
  if (code === 'LOGIN-DELAY' || (code === '' && atLogin && TOO_OFTEN.test(words)))
    return problem('too-many-connections', host, refusal, `${host} wants to be asked less often.`, true);
  if (code === 'SYS/TEMP' || (code === '' && atLogin && UNWELL.test(words)))
    return problem('connection-lost', host, refusal, told(`${host} is not available just now.`), true);
  if (code === 'SYS/PERM' || code.startsWith('SYS/'))
    return problem('refused-by-server', host, refusal, told(`${host} cannot open this mailbox.`), false);
  if (atLogin)
    return problem(
      'wrong-password',
      host,
      refusal,
      `${host} did not accept this user name and password.`,
      false,
    );
  return problem('refused-by-server', host, refusal, `${host} refused: ${words || 'no reason given'}`, false);
}

/** The answer to `command` cannot be read. */
export function answerError(host: string, command: string): AppError {
  return new AppError('refused-by-server', {
    userMessage: `${host} sends answers that are no POP3. We try again later.`,
    message: `${host}: cannot read the answer to ${command}`,
    temporary: true,
  });
}
