// Says what went wrong with an SMTP server, in one plain sentence for the person.
import { AppError, isAppError } from '@/lib/errors';

/** What nodemailer adds to an Error. */
export interface SmtpFailure extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
  rejectedErrors?: (SmtpFailure & { recipient?: string })[];
}

/** '550 5.1.1 User unknown' -> code 550 and phrase '5.1.1 User unknown' (RFC 5321 4.2). */
export function reply(failure: SmtpFailure): { code: number | null; text: string } {
  const code = failure.responseCode ?? null;
  const text = (failure.response ?? failure.message).replace(/\s+/gu, ' ').trim();
  return { code, text: code === null ? text : text.replace(new RegExp(`^${code}[ -]?`, 'u'), '') };
}

/** Turns a failed connection or log-in into an AppError. */
export function smtpError(error: unknown, host: string): AppError {
  if (isAppError(error)) return error;
  const failure = (error instanceof Error ? error : new Error(String(error))) as SmtpFailure;
  const { code: status, text } = reply(failure);
  const make = (code: ConstructorParameters<typeof AppError>[0], userMessage: string, temporary: boolean) =>
    new AppError(code, {
      userMessage,
      temporary,
      message: `${host}: ${failure.message}`,
      cause: failure,
    });
  if (status !== null && status >= 400 && status < 500)
    return make('connection-lost', `${host} says: ${status} ${text}`, true);
  if (failure.code === 'EAUTH')
    return make('wrong-password', `${host} did not accept this user name and password for sending.`, false);
  if (/certificate|self.signed|altname/iu.test(failure.message))
    return make('certificate-refused', `The certificate of ${host} cannot be trusted.`, false);
  if (failure.code === 'ETLS')
    return make('certificate-refused', `${host} offers no encryption on this port.`, false);
  if (failure.code === 'EDNS' || /ENOTFOUND/u.test(failure.message))
    return make('unknown-host', `There is no server named ${host}. Check the server name.`, true);
  if (failure.code === 'ETIMEDOUT') return make('timed-out', `${host} did not answer in time.`, true);
  if (status !== null) return make('refused-by-server', `${host} refused: ${status} ${text}`, false);
  return make('connection-lost', `Could not reach ${host}.`, true);
}
