// Says what went wrong with an IMAP server, in one plain sentence for the person.
import { type AppError, isAppError } from '@/lib/errors';
import { type NetworkFailure, networkError, problem } from '../network-error';

/** What imapflow adds to an Error. `responseText` is the server's phrase, `reason` that of its BYE. */
interface Failure extends NetworkFailure {
  authenticationFailed?: boolean;
  responseStatus?: string;
  responseText?: string;
  response?: unknown;
  reason?: string;
  serverResponseCode?: string;
  tlsFailed?: boolean;
}

/** Gmail, Dovecot, Courier, Exchange each have their own words; a right password gets them as well. */
const TOO_MANY_CONNECTIONS =
  /too many (?:\S+ ){0,3}(?:connections|sessions|log-?ins)|maximum number of connections|connections? (?:limit|rate)|simultaneous|authenticated but not connected/iu;
/** Said at a log-in these mean the same; at another command they may be about anything. */
const TOO_MANY_TRIES = /too many|rate limit|try again later/iu;
/** RFC 5530 3: nothing is wrong with what was asked for, it may work later. The last one is Microsoft's. */
const NOT_NOW = new Set(['UNAVAILABLE', 'INUSE', 'SERVERBUG', 'EXPUNGEISSUED', 'THROTTLED']);
/** Gmail's word for a full mailbox and for too much traffic is the same. */
const TOO_MUCH_TRAFFIC = /bandwidth|command.{0,20}limit|throttl/iu;
/** These answers name what the person has to do, such as 'Application-specific password required'. */
const TELLING = new Set(['ALERT', 'WEBALERT', 'EXPIRED', 'AUTHORIZATIONFAILED', 'PRIVACYREQUIRED']);

/** Turns whatever a connection to `host` threw into an AppError. */
export function mailServerError(error: unknown, host: string): AppError {
  if (isAppError(error)) return error;
  const failure = (error instanceof Error ? error : new Error(String(error))) as Failure;
  const words = failure.responseText ?? failure.reason ?? '';
  const heard = [words, typeof failure.response === 'string' ? failure.response : '', failure.message].join(
    ' ',
  );
  // imapflow does not take it out of every answer.
  const code = failure.serverResponseCode ?? /\[([A-Z]+)[ \]]/u.exec(heard)?.[1] ?? '';
  const isTooOften = failure.authenticationFailed && (code === 'LIMIT' || TOO_MANY_TRIES.test(heard));
  if (isTooOften || TOO_MANY_CONNECTIONS.test(heard))
    return problem(
      'too-many-connections',
      host,
      failure,
      `${host} allows no more connections just now.`,
      true,
    );
  const isLogin = failure.authenticationFailed === true;
  if (
    NOT_NOW.has(code) ||
    // imapflow's name for an Exchange that asks for a pause.
    failure.code === 'ETHROTTLE' ||
    (code === 'OVERQUOTA' && TOO_MUCH_TRAFFIC.test(words)) ||
    // At a log-in it is no word on the password.
    (isLogin && code === 'CONTACTADMIN')
  )
    return problem(
      'connection-lost',
      host,
      failure,
      sentence(`${host} is not available just now.`, words),
      true,
    );
  const hasNoWayIn = failure.message === 'Unsupported authentication mechanism';
  if (isLogin || hasNoWayIn) return signInError(failure, host, code, words);
  // TRYCREATE (RFC 3501 6.4.7) and NONEXISTENT (RFC 5530) speak of the folder.
  if (failure.code === 'NotFound' || code === 'TRYCREATE' || code === 'NONEXISTENT')
    return problem(
      'refused-by-server',
      host,
      failure,
      sentence(`This folder is not on ${host} any more.`, words),
      false,
    );
  if (code === 'APPENDLIMIT' || code === 'TOOBIG')
    return problem('refused-by-server', host, failure, `The message is too large for ${host}.`, false);
  if (code === 'OVERQUOTA')
    return problem(
      'refused-by-server',
      host,
      failure,
      sentence(`The mailbox on ${host} is full: delete something there first.`, words),
      false,
    );
  if (code === 'CONTACTADMIN')
    return problem(
      'refused-by-server',
      host,
      failure,
      sentence(`${host} refused, and asks you to contact its administrator.`, words),
      false,
    );
  if (failure.responseStatus === 'NO' || failure.responseStatus === 'BAD')
    return problem(
      'refused-by-server',
      host,
      failure,
      `${host} refused: ${words || 'no reason given'}`,
      false,
    );
  const network = networkError(failure, host);
  if (network) return network;
  if (failure.tlsFailed)
    return problem('certificate-refused', host, failure, `${host} offers no encryption on this port.`, false);
  return problem('connection-lost', host, failure, `The connection to ${host} was lost.`, true);
}

function signInError(failure: Failure, host: string, code: string, words: string): AppError {
  // No answer to a log-in at all: imapflow found no way to try the password.
  if (!failure.responseStatus && /disabled|mechanism|method/iu.test(failure.message))
    return problem(
      'refused-by-server',
      host,
      failure,
      `${host} does not take this kind of sign-in here.`,
      false,
    );
  const text = `${host} did not accept this user name and password.`;
  return problem('wrong-password', host, failure, TELLING.has(code) ? sentence(text, words) : text, false);
}

/** Adds what the server said, which is its own language and bounded. */
function sentence(text: string, words: string): string {
  return words ? `${text} It says: ${words.slice(0, 300)}` : text;
}
