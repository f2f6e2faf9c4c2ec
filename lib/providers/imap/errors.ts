// Says what went wrong with an IMAP server, in one plain sentence for the person.
import { AppError, isAppError } from '@/lib/errors';

interface Failure extends Error {
  code?: string;
  authenticationFailed?: boolean;
  responseStatus?: string;
  responseText?: string;
  serverResponseCode?: string;
}

const TOO_MANY = /too many|maximum number of connections|connection limit|simultaneous|\[LIMIT\]/iu;
const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/u;
const TIMED_OUT = new Set([
  'CONNECT_TIMEOUT',
  'GREETING_TIMEOUT',
  'UPGRADE_TIMEOUT',
  'ETIMEOUT',
  'ETIMEDOUT',
]);
/** RFC 5530: the server is unwell, the password may be right. */
const NOT_NOW = new Set(['UNAVAILABLE', 'INUSE', 'SERVERBUG', 'CONTACTADMIN']);

/** Turns whatever a connection to `host` threw into an AppError. */
export function mailServerError(error: unknown, host: string): AppError {
  if (isAppError(error)) return error;
  const failure = (error instanceof Error ? error : new Error(String(error))) as Failure;
  const said = failure.responseText ?? '';
  const make = (code: ConstructorParameters<typeof AppError>[0], userMessage: string, temporary: boolean) =>
    new AppError(code, {
      userMessage,
      temporary,
      message: `${host}: ${failure.message} ${failure.code ?? ''} ${said}`.trim(),
      cause: failure,
    });
  if (TOO_MANY.test(said) || TOO_MANY.test(failure.message) || failure.serverResponseCode === 'LIMIT')
    return make('too-many-connections', `${host} allows no more connections just now.`, true);
  if (failure.serverResponseCode && NOT_NOW.has(failure.serverResponseCode))
    return make('connection-lost', `${host} is not available just now. It says: ${said}`, true);
  if (failure.authenticationFailed)
    return make('wrong-password', `${host} did not accept this user name and password.`, false);
  const code = failure.code ?? '';
  if (CERTIFICATE.test(code) || /certificate/iu.test(failure.message))
    return make(
      'certificate-refused',
      `The certificate of ${host} cannot be trusted (${plain(failure)}).`,
      false,
    );
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return make(
      'unknown-host',
      `There is no server named ${host}. Check the server name.`,
      code === 'EAI_AGAIN',
    );
  if (TIMED_OUT.has(code)) return make('timed-out', `${host} did not answer in time.`, true);
  if (failure.responseStatus === 'NO' || failure.responseStatus === 'BAD')
    return make('refused-by-server', `${host} refused: ${said || failure.message}`, false);
  if (/STARTTLS/u.test(failure.message))
    return make('certificate-refused', `${host} offers no encryption on this port.`, false);
  return make('connection-lost', `Could not reach ${host}.`, true);
}

function plain(failure: Failure): string {
  const code = failure.code ?? '';
  if (/SELF_SIGNED/u.test(code)) return 'it is self-signed';
  if (/EXPIRED/u.test(code)) return 'it has expired';
  if (/ALTNAME|HOSTNAME/u.test(code)) return 'it is for another name';
  return 'its issuer is unknown';
}
