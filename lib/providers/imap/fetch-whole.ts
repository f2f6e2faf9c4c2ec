// A whole message with what APPEND keeps of it: octets, internal date, flags (RFC 3501 6.4.5).
import { AppError } from '@/lib/errors';
import { type ImapConnection, inFolder } from './connection';

/** A message as another folder can take it over. `flags` without \Recent, which only servers set. */
export interface WholeMessage {
  raw: Buffer;
  at: Date;
  flags: string[];
}

/** Throws 'message-gone' when it is not there. */
export function fetchWhole(c: ImapConnection, path: string, uid: number): Promise<WholeMessage> {
  const run = async () => {
    const query = { uid: true, source: true, flags: true, internalDate: true };
    const message = await c.client.fetchOne(String(uid), query, { uid: true });
    const raw = message ? message.source : undefined;
    if (!message || !raw)
      throw new AppError('message-gone', { userMessage: 'This message is no longer on the mail server.' });
    return {
      raw,
      at: new Date(message.internalDate ?? Date.now()),
      flags: [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent'),
    };
  };
  return inFolder(c, path, run, [uid]);
}
