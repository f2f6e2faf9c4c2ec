// Hands one message to the submission server (RFC 5321 3.3); sessions are kept a while, so several go over one connection.
import type { Readable } from 'node:stream';
import { once } from '@/lib/runtime/once';
import type { DeliveryOutcome, ServerLogin } from '../types';
import { openSession, type SmtpSession } from './connection';
import { reply, type SmtpFailure } from './errors';

const IDLE_MS = 20_000;

/** The message to hand over: its envelope, its size in octets, and its bytes, opened once DATA was accepted. */
export interface OutgoingMail {
  from: string;
  to: string[];
  size: number;
  open: () => Readable;
}

const idle = once('smtp-idle', () => new Map<string, { session: SmtpSession; timer: NodeJS.Timeout }>());

/**
 * One attempt. Answers what the server said; throws AppError when no session could be had, in which case nothing was handed over.
 */
export async function deliver(login: ServerLogin, mail: OutgoingMail): Promise<DeliveryOutcome> {
  const key = [login.host, login.port, login.username].join(' ');
  const session = takeIdle(key) ?? (await openSession(login));
  const start = session.transcript.length;
  const outcome = await send(session, mail);
  const transcript = session.transcript.slice(start);
  // After a refusal a transaction may be half open (RFC 5321 4.1.4): a fresh session is surer than RSET.
  if (session.alive && outcome.result === 'accepted') keepIdle(key, session);
  else session.connection.close();
  return { ...outcome, transcript };
}

type Answer = Omit<DeliveryOutcome, 'transcript'>;

function send(session: SmtpSession, mail: OutgoingMail): Promise<Answer> {
  let ended = false;
  const stream = mail.open();
  stream.once('end', () => {
    ended = true;
  });
  const envelope = { from: mail.from, to: mail.to, size: mail.size };
  return new Promise((resolve) => {
    // Both the callback and an 'error' or 'end' of the connection may come: the first one counts.
    const failed = (error: SmtpFailure) => resolve(judge(error, mail, ended));
    session.connection.once('error', failed);
    session.connection.once('end', () => failed(new Error('The server closed the connection.')));
    session.connection.send(envelope, stream, (error, info) => {
      session.connection.off('error', failed);
      if (error) return failed(error as SmtpFailure);
      const { code, text } = splitReply(info?.response ?? '');
      resolve({
        result: 'accepted',
        code,
        text,
        accepted: (info?.accepted ?? []).map(String),
        refused: rejected(info as { rejectedErrors?: SmtpFailure['rejectedErrors'] }),
      });
    });
  });
}

function judge(error: SmtpFailure, mail: OutgoingMail, ended: boolean): Answer {
  const { code, text } = reply(error);
  const nothing = { code, text, accepted: [] };
  if (code === null) {
    // The last octets were on their way when the line went dead: the server may have taken the message (RFC 1047).
    return { ...nothing, result: ended ? 'unclear' : 'temporary', refused: [] };
  }
  const refused = rejected(error);
  const all = refused.length > 0 ? refused : mail.to.map((address) => ({ address, code, text }));
  const temporary = code < 500 || all.some((one) => one.code !== null && one.code < 500);
  return { ...nothing, result: temporary ? 'temporary' : 'refused', refused: all };
}

function rejected(from: { rejectedErrors?: SmtpFailure['rejectedErrors'] }): DeliveryOutcome['refused'] {
  return (from.rejectedErrors ?? []).map((one) => ({ address: one.recipient ?? '', ...reply(one) }));
}

function splitReply(line: string): { code: number | null; text: string } {
  const match = /^(\d{3})[ -]?(.*)$/su.exec(line.trim());
  return match ? { code: Number(match[1]), text: match[2]!.trim() } : { code: null, text: line };
}

function takeIdle(key: string): SmtpSession | null {
  const kept = idle.get(key);
  if (!kept) return null;
  idle.delete(key);
  clearTimeout(kept.timer);
  return kept.session.alive ? kept.session : null;
}

function keepIdle(key: string, session: SmtpSession): void {
  const before = idle.get(key);
  if (before) {
    clearTimeout(before.timer);
    before.session.connection.quit();
  }
  const timer = setTimeout(() => {
    idle.delete(key);
    session.connection.quit();
  }, IDLE_MS);
  timer.unref();
  idle.set(key, { session, timer });
}
