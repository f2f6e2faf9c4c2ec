// One sentence of advice for each way a step can fail, and the server's words made fit to show.
import type { CheckStep } from '@/lib/contract/checkup';
import { type AppError, type ErrorCode, isAppError } from '@/lib/errors';
import { networkError } from '../network-error';

type Protocol = CheckStep['protocol'];

export const NAMES: Record<Protocol, string> = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' };
const USUAL: Record<Protocol, string> = {
  imap: '993 (TLS) or 143 (STARTTLS)',
  pop3: '995 (TLS) or 110 (STARTTLS)',
  smtp: '465 (TLS) or 587 (STARTTLS)',
};

/** At most ten lines, each at most 300 characters, without control characters. */
export function shown(lines: string[]): string[] {
  return lines.slice(0, 10).map((line) =>
    line
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 300),
  );
}

/** The words of the server inside an error, if any. */
export function wordsIn(error: unknown): string[] {
  const cause = (error instanceof Error ? error.cause : null) as {
    responseText?: unknown;
    response?: unknown;
  } | null;
  const words = [cause?.responseText, cause?.response].find(
    (text) => typeof text === 'string' && text !== '',
  );
  return typeof words === 'string' ? shown(words.split(/\r?\n/u)) : [];
}

/** What went wrong, as an AppError. */
export function asAppError(error: unknown, host: string): AppError | null {
  if (isAppError(error)) return error;
  return error instanceof Error ? networkError(error, host) : null;
}

const BY_CODE: Partial<Record<ErrorCode, string>> = {
  'wrong-password':
    'Check user name and password; some providers want an app password, made in their own settings.',
  'too-many-connections': 'Wait a few minutes, or close other mail programs, and test again.',
  'timed-out':
    'A firewall may be in the way, or the server is down: test again later or ask its administrator.',
  'connection-lost': 'The server ended it: test again in a minute, or ask its administrator.',
  'bad-request': 'Only the administrator of Pennypost can allow this server.',
  'refused-by-server': 'The words of the server say why; its administrator can tell more.',
};

/** Advice for a failure that the step itself knows nothing better about. */
export function adviceFor(error: AppError | null): string {
  return (error && BY_CODE[error.code]) ?? 'Check server name, port and security.';
}

/** Advice for a port on which something else answers. */
export function otherProtocol(protocol: Protocol, spoken: string | null): string {
  const own = `The usual ports for ${NAMES[protocol]} are ${USUAL[protocol]}.`;
  return spoken === 'http' ? `This is a web server. ${own}` : own;
}
