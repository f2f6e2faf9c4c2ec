// Looks at a server's certificate: what it says, whether it is trusted, and how long it lasts.
import type { TLSSocket } from 'node:tls';
import type { CheckStep } from '@/lib/contract/checkup';
import { networkError } from '../network-error';
import { stepsOf } from './steps';

const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

/** What a TLS connection shows of itself. `problem` is OpenSSL's code, null when the certificate is trusted for the name asked for. */
export interface CertificateFacts {
  encryption: string;
  names: string[];
  issuer: string;
  /** Epoch ms; null when it says none that can be read. */
  validUntil: number | null;
  problem: string | null;
}

/** Reads the facts off a connection on which a bad certificate was let pass. */
export function factsOf(socket: TLSSocket): CertificateFacts {
  const { subjectaltname, subject, issuer, valid_to } = socket.getPeerCertificate();
  const named = (subjectaltname ?? '')
    .split(/,\s*/u)
    .map((name) => name.replace(/^(?:DNS|IP Address):/u, ''))
    .filter(Boolean);
  const until = Date.parse(valid_to);
  // Typed as an Error, and a code in fact.
  const why = socket.authorizationError as unknown;
  const code = why instanceof Error ? (why as NodeJS.ErrnoException).code : why;
  return {
    encryption: `${socket.getProtocol()}, ${socket.getCipher().name}`,
    names: named.length > 0 ? named : [subject?.CN ?? []].flat(),
    issuer: [issuer?.O ?? issuer?.CN ?? 'unknown'].flat().join(', '),
    validUntil: Number.isNaN(until) ? null : until,
    problem: socket.authorized ? null : String(code ?? 'CERT_UNKNOWN'),
  };
}

/** The TLS step. 'failed' means that no secret may be sent. */
export function judgeCertificate(
  facts: CertificateFacts,
  target: { protocol: CheckStep['protocol']; server: { host: string }; allowSelfSigned: boolean },
  now = Date.now(),
): CheckStep {
  const step = stepsOf(target.protocol);
  const { names, problem, validUntil } = facts;
  const days = validUntil === null ? null : Math.floor((validUntil - now) / DAY_MS);
  const said = [
    facts.encryption,
    `Names: ${names.join(', ') || 'none'}`,
    `Issuer: ${facts.issuer}`,
    ...(validUntil === null || days === null
      ? []
      : [`Valid until ${new Date(validUntil).toISOString().slice(0, 10)} (${days} days)`]),
  ];
  if (problem !== null && target.allowSelfSigned)
    return step('tls', 'warning', 'Encrypted; the administrator allows this certificate.', said);
  if (problem !== null) {
    const failure = Object.assign(new Error(problem), { code: problem });
    const text = networkError(failure, target.server.host)?.userMessage;
    const other = names.find((name) => !name.startsWith('*'));
    const isOtherName = /ALTNAME|HOSTNAME/u.test(problem) && other !== undefined;
    return step(
      'tls',
      'failed',
      text ?? `The certificate of ${target.server.host} cannot be trusted.`,
      said,
      isOtherName
        ? `Enter ${other} as the server name, if your provider confirms it.`
        : 'Ask the administrator of the server to renew or complete its certificate.',
    );
  }
  if (days !== null && days < SOON_DAYS)
    return step(
      'tls',
      'warning',
      `Encrypted; the certificate ends in ${days} days.`,
      said,
      'Tell the administrator of the server that the certificate has to be renewed.',
    );
  return step('tls', 'ok', 'Encrypted, and the certificate is good.', said);
}
