// Hands one message to the submission server (RFC 5321 3.3) and tells what the server said, or how far it came without an answer.
import { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import type { Dialogue } from '@/lib/contract/delivery';
import type { DeliveryOutcome, ServerLogin } from '../types';
import { resetSession, SILENCE_MS, type SmtpSession, type SmtpTimeouts } from './connection';
import { addLine, newDialogue } from './dialogue';
import { reply, type SmtpFailure, splitReply } from './errors';
import { dropSession, keepSession, takeSession } from './pool';
import { type MailNeeds, whatForbids } from './what-forbids';

/** RFC 5321 4.5.3.2: MAIL, RCPT and DATA may take five minutes; nobody waits that long with the queue behind it. */
const ENVELOPE_MS = 2 * 60_000;

/** The message to hand over: its envelope, its needs, and its bytes, opened once DATA was accepted. */
export interface OutgoingMail extends MailNeeds {
  /** RFC 3461: a name that notices will carry, and whether success is reported as well as failure. */
  notices: { envelopeId: string; onSuccess: boolean } | null;
  open: () => Readable;
}

/**
 * One attempt, noted in `dialogue` as it goes. Answers what the server said; throws AppError when no session could be had, in which
 * case nothing was handed over.
 */
export async function deliver(
  login: ServerLogin,
  mail: OutgoingMail,
  timeouts: SmtpTimeouts = {},
  dialogue: Dialogue = newDialogue(login),
): Promise<DeliveryOutcome> {
  for (;;) {
    const { session, wasKept } = await takeSession(login, dialogue, timeouts);
    session.lines = dialogue.transfer;
    const forbidden = whatForbids(mail, session.extensions, login.host);
    if (forbidden) {
      addLine(dialogue.transfer, 'note', forbidden);
      keepSession(login, session);
      const refused = mail.to.map((address) => ({ address, code: null, text: forbidden }));
      return { result: 'refused', code: null, text: forbidden, accepted: [], refused };
    }
    const { answer, stage } = await transfer(session, mail, timeouts);
    await giveBack(login, session, dialogue, answer, stage);
    // The server had ended the kept session (421 or silence) before it took anything of this message.
    const isStale = wasKept && stage === 'envelope' && (answer.code === null || answer.code === 421);
    if (!isStale || answer.result !== 'temporary') return answer;
    dialogue.transfer.length = 0;
    dialogue.closure.length = 0;
  }
}

/** 'sent': the last octet was handed to the socket, so that the final dot goes out as well. */
type Stage = 'envelope' | 'data' | 'sent';

/** The connection serves the next message, after RSET where a transaction may be half open (RFC 5321 4.1.4). */
async function giveBack(
  login: ServerLogin,
  session: SmtpSession,
  dialogue: Dialogue,
  answer: DeliveryOutcome,
  stage: Stage,
): Promise<void> {
  session.lines = dialogue.closure;
  session.carried++;
  const isInStep = answer.result !== 'unclear' && answer.code !== null && stage !== 'data';
  const mayGoOn = isInStep && (answer.result === 'accepted' || (await resetSession(session)));
  if (mayGoOn && session.alive && keepSession(login, session)) {
    addLine(dialogue.closure, 'note', 'The connection stays open for the next message.');
    return;
  }
  if (!mayGoOn) session.connection.close();
  else dropSession(session);
  addLine(dialogue.closure, 'note', 'The connection is closed.');
}

async function transfer(
  session: SmtpSession,
  mail: OutgoingMail,
  timeouts: SmtpTimeouts,
): Promise<{ answer: DeliveryOutcome; stage: Stage }> {
  const { connection, lines } = session;
  let stage: Stage = 'envelope';
  let giveUp: (error: SmtpFailure) => void = () => {};
  const late = () => giveUp(new Error('The server did not answer in time.'));
  let timer = setTimeout(late, timeouts.envelopeMs ?? ENVELOPE_MS);
  // Runs only when nodemailer begins to read, which is after the server's answer to DATA.
  async function* octets(): AsyncGenerator<Buffer> {
    clearTimeout(timer);
    // nodemailer takes a 250 for a 354. Replies out of step must not make a later one look like 'accepted'.
    const said = lines.findLast(({ from }) => from === 'server')?.text ?? '';
    if (!said.startsWith('354')) throw new Error(`The server answered DATA with '${said.slice(0, 100)}'.`);
    stage = 'data';
    yield* mail.open() as AsyncIterable<Buffer>;
    stage = 'sent';
    timer = setTimeout(late, timeouts.silenceMs ?? SILENCE_MS);
  }
  const onWire = new Map(mail.to.map((address) => [asciiDomain(address), address]));
  const asGiven = (address: string) => onWire.get(address) ?? address;
  const envelope = {
    from: asciiDomain(mail.from),
    to: [...onWire.keys()],
    size: mail.size,
    use8BitMime: mail.eightBit,
    requireTLSExtensionEnabled: mail.requireTls,
    ...(mail.notices ? { dsn: dsnOf(mail.notices) } : {}),
  };
  const answer = await new Promise<DeliveryOutcome>((resolve) => {
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

/** RFC 3461 4: only headers come back, under our name; without NOTIFY a server reports failure and delay. */
const dsnOf = ({ envelopeId, onSuccess }: NonNullable<OutgoingMail['notices']>) => ({
  ret: 'HDRS',
  envid: envelopeId,
  ...(onSuccess ? { notify: 'SUCCESS,FAILURE,DELAY' } : {}),
});

function judge(
  error: SmtpFailure,
  mail: OutgoingMail,
  asGiven: (address: string) => string,
  stage: Stage,
): DeliveryOutcome {
  const { code, text } = reply(error);
  const nothing = { code, text, accepted: [] };
  const everyone = mail.to.map((address) => ({ address, code, text }));
  if (code === null || code < 400) {
    // The last octets were on their way when the line went dead, or what came back is no answer to them: the server may have
    // taken the message (RFC 1047).
    if (stage === 'sent') return { ...nothing, code: null, result: 'unclear', refused: [] };
    // Not even offered: an address cannot be written.
    const isHopeless = error.code === 'EMESSAGE' || error.code === 'EENVELOPE';
    return {
      ...nothing,
      code: null,
      result: isHopeless && code === null ? 'refused' : 'temporary',
      refused: isHopeless && code === null ? everyone : [],
    };
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
