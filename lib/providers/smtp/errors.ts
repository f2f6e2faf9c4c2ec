// Says what went wrong with an SMTP server, in one plain sentence for the person.
import { type AppError, isAppError } from '@/lib/errors';
import { type NetworkFailure, networkError, problem } from '../network-error';

/** What nodemailer adds to an Error. */
export interface SmtpFailure extends NetworkFailure {
  command?: string;
  response?: string;
  responseCode?: number;
  rejectedErrors?: (SmtpFailure & { recipient?: string })[];
}

/** A server's answer as RFC 5321 4.2 has it. `code` is null where no server answered. */
export interface Reply {
  code: number | null;
  text: string;
}

/** '550-5.1.1 No such user↵550 5.1.1 here' -> 550 and '5.1.1 No such user 5.1.1 here': the phrase on one line, bounded. */
export function splitReply(response: string): Reply {
  const lines = response.trim().split(/\r?\n/u);
  const code = /^(\d{3})(?:[ -]|$)/u.exec(lines[0] ?? '')?.[1];
  const phrase = lines.map((line) => (code ? line.replace(new RegExp(`^${code}[ -]?`, 'u'), '') : line));
  const text = phrase
    .join(' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 1000);
  return { code: code ? Number(code) : null, text };
}

/** The answer behind a failure; without one, what happened instead. */
export function reply(failure: SmtpFailure): Reply {
  return failure.response ? splitReply(failure.response) : { code: null, text: failure.message };
}

const TOO_MANY = /too many|connection rate|concurrent|connections? limit|rate limit/iu;
/** A server that does not know AUTH answers so; it says nothing about the password. */
const NO_SUCH_COMMAND = (code: number) => code >= 500 && code <= 504;

/** Turns a failed connection or log-in into an AppError. */
export function smtpError(error: unknown, host: string): AppError {
  if (isAppError(error)) return error;
  const failure = (error instanceof Error ? error : new Error(String(error))) as SmtpFailure;
  const { code, text } = reply(failure);
  if (code !== null) {
    if (code < 500 && TOO_MANY.test(text))
      return problem(
        'too-many-connections',
        host,
        failure,
        `${host} allows no more connections just now.`,
        true,
      );
    if (code < 500) return problem('connection-lost', host, failure, `${host} says: ${code} ${text}`, true);
    if (failure.code === 'EAUTH' && !NO_SUCH_COMMAND(code))
      return problem('wrong-password', host, failure, notAccepted(host, code, text), false);
    if (failure.code === 'ETLS')
      return problem('certificate-refused', host, failure, noEncryption(host), false);
    return problem('refused-by-server', host, failure, `${host} refused: ${code} ${text}`, false);
  }
  // An answer that begins with no status code: something else listens there.
  if (failure.code === 'EPROTOCOL' && failure.response)
    return problem(
      'refused-by-server',
      host,
      failure,
      `${host} does not speak SMTP on this port. Check server and port.`,
      false,
    );
  const network = networkError(failure, host);
  if (network) return network;
  if (failure.code === 'EAUTH')
    return problem('refused-by-server', host, failure, `${host} does not take a password here.`, false);
  if (failure.code === 'ETLS')
    return problem('certificate-refused', host, failure, noEncryption(host), false);
  return problem('connection-lost', host, failure, `Could not reach ${host}.`, true);
}

const noEncryption = (host: string) => `${host} offers no encryption on this port.`;

/** 534 names what the person has to do, such as 'Application-specific password required' (RFC 4954 6). */
function notAccepted(host: string, code: number, text: string): string {
  const sentence = `${host} did not accept this user name and password for sending.`;
  return code === 534 ? `${sentence} It says: ${text.slice(0, 300)}` : sentence;
}
