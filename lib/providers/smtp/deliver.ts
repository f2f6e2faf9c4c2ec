// Hands one message to the submission server (RFC 5321 3.3) and tells what the server said, or how far it came without an answer.
import { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import type { DeliveryOutcome, ServerLogin } from '../types';
import type { SmtpSession, SmtpTimeouts } from './connection';
import { reply, type SmtpFailure, splitReply } from './errors';
import { keepSession, takeSession } from './pool';

/** RFC 5321 4.5.3.2: MAIL, RCPT and DATA may take five minutes; nobody waits that long with the queue behind it. */
const ENVELOPE_MS = 2 * 60_000;

/** The message to hand over: its envelope, its size in octets, and its bytes, opened once DATA was accepted. */
export interface OutgoingMail {
  from: string;
  to: string[];
  size: number;
  open: () => Readable;
}

/**
 * One attempt. Answers what the server said; throws AppError when no session could be had, in which case nothing was handed over.
 */
export async function deliver(
  login: ServerLogin,
  mail: OutgoingMail,
  timeouts?: SmtpTimeouts,
): Promise<DeliveryOutcome> {
  for (;;) {
    const { session, wasKept } = await takeSession(login, timeouts);
    const { answer, stage } = await transfer(session, mail);
    const transcript = session.transcript.splice(0);
    // After a refusal a transaction may be half open (RFC 5321 4.1.4): a fresh session is surer than RSET.
    if (session.alive && answer.result === 'accepted') keepSession(login, session);
    else session.connection.close();
    // The server had ended the kept session (421 or silence) before it took anything of this message.
    const isStale = wasKept && stage === 'envelope' && (answer.code === null || answer.code === 421);
    if (!isStale || answer.result !== 'temporary') return { ...answer, transcript };
  }
}

type Answer = Omit<DeliveryOutcome, 'transcript'>;
/** 'sent': the last octet was handed to the socket, so that the final dot goes out as well. */
type Stage = 'envelope' | 'data' | 'sent';

async function transfer(session: SmtpSession, mail: OutgoingMail): Promise<{ answer: Answer; stage: Stage }> {
  const { connection } = session;
  let stage: Stage = 'envelope';
  let giveUp: (error: SmtpFailure) => void = () => {};
  const timer = setTimeout(() => giveUp(new Error('The server did not answer in time.')), ENVELOPE_MS);
  // Runs only when nodemailer begins to read, which is after the server said 354.
  async function* octets(): AsyncGenerator<Buffer> {
    clearTimeout(timer);
    stage = 'data';
    yield* mail.open() as AsyncIterable<Buffer>;
    stage = 'sent';
  }
  const onWire = new Map(mail.to.map((address) => [asciiDomain(address), address]));
  const asGiven = (address: string) => onWire.get(address) ?? address;
  const envelope = { from: asciiDomain(mail.from), to: [...onWire.keys()], size: mail.size };
  const answer = await new Promise<Answer>((resolve) => {
    const failed = (error: SmtpFailure) => resolve(judge(error, mail, asGiven, stage));
    // nodemailer ends the connection first and says why afterwards; only without a reason this one counts.
    const onEnd = () => setImmediate(failed, new Error('The server closed the connection.'));
    giveUp = failed;
    connection.once('end', onEnd);
    connection.send(envelope, Readable.from(octets(), { objectMode: false }), (error, info) => {
      connection.off('end', onEnd);
      if (error) return failed(error as SmtpFailure);
      resolve({
        result: 'accepted',
        ...splitReply(info?.response ?? ''),
        accepted: (info?.accepted ?? []).map((address) => asGiven(String(address))),
        refused: rejected(info as { rejectedErrors?: SmtpFailure['rejectedErrors'] }, asGiven),
      });
    });
  });
  clearTimeout(timer);
  return { answer, stage };
}

function judge(
  error: SmtpFailure,
  mail: OutgoingMail,
  asGiven: (address: string) => string,
  stage: Stage,
): Answer {
  const { code, text } = reply(error);
  const nothing = { code, text, accepted: [] };
  const everyone = mail.to.map((address) => ({ address, code, text }));
  if (code === null) {
    // The last octets were on their way when the line went dead: the server may have taken the message (RFC 1047).
    if (stage === 'sent') return { ...nothing, result: 'unclear', refused: [] };
    // Not even offered: the server announced a smaller limit (RFC 1870), or an address cannot be written.
    const isHopeless = error.code === 'EMESSAGE' || error.code === 'EENVELOPE';
    return { ...nothing, result: isHopeless ? 'refused' : 'temporary', refused: isHopeless ? everyone : [] };
  }
  const refused = rejected(error, asGiven);
  const all = refused.length > 0 ? refused : everyone;
  const temporary = code < 500 || all.some((one) => one.code !== null && one.code < 500);
  return { ...nothing, result: temporary ? 'temporary' : 'refused', refused: all };
}

function rejected(
  from: { rejectedErrors?: SmtpFailure['rejectedErrors'] },
  asGiven: (address: string) => string,
): DeliveryOutcome['refused'] {
  return (from.rejectedErrors ?? []).map((one) => ({
    address: asGiven(one.recipient ?? ''),
    ...reply(one),
  }));
}

/** Domains travel as A-labels (RFC 5891), which every server takes; only the part before the @ may need SMTPUTF8. */
function asciiDomain(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (at < 0 || /^[ -~]*$/u.test(domain)) return address;
  return address.slice(0, at + 1) + (domainToASCII(domain) || domain);
}
