// One attempt to hand a message over: the store knows of it before the server does, and of the transfer before its first octet.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Dialogue } from '@/lib/contract/delivery';
import { isAppError } from '@/lib/errors';
import { enter } from '@/lib/logins/enter';
import { deliver } from '@/lib/providers/smtp/deliver';
import { newDialogue } from '@/lib/providers/smtp/dialogue';
import type { DeliveryOutcome } from '@/lib/providers/types';
import { log } from '@/lib/runtime/log';
import { accountToSendThrough, getAccountById } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { getGrant } from '@/lib/store/oauth-grants';
import { markTransfer, type QueuedMessage, recordOutcome, renewLease } from '@/lib/store/outbox-queue';
import { startHeartbeat } from './heartbeat';
import { asksForLess, type Verdict } from './host-pace';
import { judge } from './judge';

/** What an attempt tells about the pace: of the host, and of the account (a wrong password is not asked again and again). */
export interface AttemptVerdict {
  host: Verdict;
  account: Verdict;
  isUnclear: boolean;
}

/** Makes the attempt that `queued` was claimed for and records what came of it. */
export async function attempt(db: Db, queued: QueuedMessage): Promise<AttemptVerdict> {
  const stopHeartbeat = startHeartbeat(() => renewLease(db, queued.id, Date.now()));
  try {
    const { outcome, dialogue, mayNotSignIn } = await tryDelivery(db, queued);
    const now = Date.now();
    const { result } = outcome;
    await recordOutcome(db, queued, judge(queued, outcome, now, Math.random()), {
      result,
      dialogue,
      at: now,
    });
    const isLess = [outcome, ...outcome.refused].some(({ code, text }) => asksForLess(code, text));
    return {
      host: isLess ? 'slow' : result === 'accepted' ? 'accepted' : 'other',
      account: mayNotSignIn ? 'slow' : 'accepted',
      isUnclear: result === 'unclear',
    };
  } finally {
    stopHeartbeat();
  }
}

interface Tried {
  outcome: DeliveryOutcome;
  dialogue: Dialogue | null;
  mayNotSignIn: boolean;
}

async function tryDelivery(db: Db, queued: QueuedMessage): Promise<Tried> {
  const nothing = { accepted: [], refused: [] };
  let dialogue: Dialogue | null = null;
  let isTransferring = false;
  let isByGrant = false;
  const open = () =>
    Readable.from(
      (async function* () {
        if (!(await markTransfer(db, queued, Date.now()))) throw new Error('The claim was lost.');
        isTransferring = true;
        yield* createReadStream(queued.path) as AsyncIterable<Buffer>;
      })(),
      { objectMode: false },
    );
  try {
    const account = await getAccountById(db, queued.accountId);
    if (!account) {
      const text = 'The account was removed.';
      return { outcome: { ...nothing, result: 'refused', code: null, text }, dialogue, mayNotSignIn: false };
    }
    const through = await accountToSendThrough(db, account);
    isByGrant = (await getGrant(db, through.id)) !== null;
    const { eightBit, requireTls, deliveryNotice } = queued.options;
    const mail = {
      from: queued.from,
      to: queued.remaining,
      size: queued.size,
      eightBit,
      requireTls,
      notices: { envelopeId: envelopeId(queued.messageIdHeader), onSuccess: deliveryNotice },
      open,
    };
    const outcome = await enter(through, 'smtp', (login) => {
      dialogue = newDialogue(login);
      return deliver(login, mail, {}, dialogue);
    });
    return { outcome, dialogue, mayNotSignIn: false };
  } catch (error) {
    log.warn({ outbox: queued.id, error: String(error) }, 'attempt failed');
    const text = isAppError(error) ? error.userMessage : 'The message could not be handed over.';
    const code = isAppError(error) ? error.code : null;
    if (isTransferring) {
      const outcome = { ...nothing, result: 'unclear' as const, code: null, text };
      return { outcome, dialogue, mayNotSignIn: false };
    }
    // A name that is not found may be a network that is away: it is tried again like any fault of the network. A grant that ended is
    // given anew by signing in, and there is nothing to correct in the message.
    const isForNow = code === 'unknown-host' || (code === 'wrong-password' && isByGrant);
    const isLasting = isAppError(error) && !error.temporary && !isForNow;
    const result = isLasting ? ('refused' as const) : ('temporary' as const);
    const said = serverAnswer(dialogue);
    const outcome = { ...nothing, result, code: said?.code ?? null, text: said?.text ?? text };
    return { outcome, dialogue, mayNotSignIn: code === 'wrong-password' };
  }
}

/** ENVID (RFC 3461 4.4): the left side of the Message-ID, which notices bring back even where they quote no header. */
const envelopeId = (messageId: string) => messageId.slice(1).split('@')[0]!.slice(0, 100);

/** The refusal that ended a handshake: its code and phrase (RFC 5321 4.2). */
function serverAnswer(dialogue: Dialogue | null): { code: number; text: string } | null {
  const last = dialogue?.handshake.findLast(({ from }) => from === 'server')?.text;
  const match = /^([45]\d\d)[ -](.*)$/u.exec(last ?? '');
  return match ? { code: Number(match[1]), text: match[2]! } : null;
}
