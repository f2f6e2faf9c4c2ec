// What a socket, DNS or TLS failure means, in one plain sentence; the same for every kind of mail server.
import { AppError, type ErrorCode } from '@/lib/errors';

/** The fields that Node, imapflow and nodemailer put on an Error. nodemailer keeps Node's own code in `originalCode`. */
export interface NetworkFailure extends Error {
  code?: string;
  originalCode?: string;
}

const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA)/u;
const NO_SUCH_HOST = new Set(['ENOTFOUND', 'ENODATA', 'EDNS', 'EAI_NONAME', 'EAI_AGAIN']);
const TIMED_OUT =
  /^(CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|SOCKET_TIMEOUT|ETIMEOUT|ETIMEDOUT|LockTimeout)$/u;
/** The other side does not speak TLS where it should, or none that is new enough (RFC 8996). */
const NO_TLS = /^(ERR_SSL_|EPROTO$|ERR_TLS_PROTOCOL)/u;
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN']);
/** The last two are imapflow's. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'NoConnection', 'EConnectionClosed']);

/** An AppError that keeps `failure` as its cause, and its words and those of the server for the log. */
export function problem(
  code: ErrorCode,
  host: string,
  failure: Error,
  userMessage: string,
  temporary: boolean,
): AppError {
  const { code: name, responseText } = failure as NetworkFailure & { responseText?: string };
  const said = [failure.message, name ? `(${name})` : '', responseText?.slice(0, 300) ?? ''];
  return new AppError(code, {
    userMessage,
    temporary,
    message: `${host}: ${said.filter(Boolean).join(' ')}`,
    cause: failure,
  });
}

/** Names the failure when it is one of the network and not of the mail server; else null. */
export function networkError(failure: NetworkFailure, host: string): AppError | null {
  for (const code of [failure.originalCode, failure.code]) {
    if (code === undefined) continue;
    if (CERTIFICATE.test(code))
      return problem('certificate-refused', host, failure, untrusted(host, code), false);
    if (NO_SUCH_HOST.has(code)) {
      const text = `There is no server named ${host}. Check the server name.`;
      // A name server that is away says nothing about the name.
      return problem('unknown-host', host, failure, text, code !== 'ENOTFOUND' && code !== 'ENODATA');
    }
    if (TIMED_OUT.test(code))
      return problem('timed-out', host, failure, `${host} did not answer in time.`, true);
    if (NO_TLS.test(code)) {
      const text = `No secure connection to ${host} is possible on this port. Check port and security.`;
      return problem('certificate-refused', host, failure, text, false);
    }
    if (code === 'ECONNREFUSED' || UNREACHABLE.has(code))
      return problem('connection-lost', host, failure, `Could not reach ${host}.`, true);
    if (BROKEN.has(code))
      return problem('connection-lost', host, failure, `${host} closed the connection.`, true);
  }
  return null;
}

function untrusted(host: string, code: string): string {
  return `The certificate of ${host} cannot be trusted: ${why(code)}.`;
}

function why(code: string): string {
  if (code.includes('SELF_SIGNED')) return 'it is self-signed';
  if (code.includes('EXPIRED')) return 'it has expired';
  if (code.includes('NOT_YET_VALID')) return 'it is not valid yet';
  if (code.includes('ALTNAME') || code.includes('HOSTNAME')) return 'it was made for another server name';
  if (code.includes('REVOKED')) return 'it was revoked';
  return 'its issuer is unknown';
}
