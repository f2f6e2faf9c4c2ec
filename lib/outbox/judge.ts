// Decides what an SMTP outcome means for a message: accepted, again later, failed, or unknown.
import type { DeliveryOutcome } from '@/lib/providers/types';
import type { RefusedRecipient } from '@/lib/store/outbox-item';
import type { Outcome, QueuedMessage } from '@/lib/store/outbox-queue';
import { backoffMs, GIVE_UP_MS, WARN_MS } from './backoff';
import { explainStatus } from './explain-status';
import { queueId } from './queue-id';

const UNCLEAR =
  'The connection broke after the message was handed over, before the server answered. It may or may not have arrived.';

/** '550 5.1.1 User unknown': the server's status code and phrase as one line (RFC 5321 4.2). */
const words = (code: number | null, text: string) => [code, text].filter(Boolean).join(' ');
const isForNow = (code: number | null) => code !== null && code >= 400 && code < 500;

/**
 * What to record after an attempt. Recipients that were accepted or refused for good (5xx) are settled; those
 * refused for now (4xx) stay and are tried again, for five days.
 */
export function judge(queued: QueuedMessage, outcome: DeliveryOutcome, now: number, random: number): Outcome {
  const said = { responseCode: outcome.code, responseText: outcome.text };
  if (outcome.result === 'unclear') {
    return { ...said, state: 'unclear', nextTryAt: null, reason: UNCLEAR };
  }
  const accepted = [...queued.accepted, ...outcome.accepted];
  const taken = outcome.accepted.length > 0 ? { acceptedAt: now, queueId: queueId(outcome.text) } : {};
  // Whoever is named in no answer shares the answer to the whole.
  const named = new Set([...outcome.accepted, ...outcome.refused.map(({ address }) => address)]);
  const unnamed = queued.remaining.filter((address) => !named.has(address));
  const isTemporary = outcome.result === 'temporary';
  const remaining = [
    ...outcome.refused.filter(({ code }) => isForNow(code) || (code === null && isTemporary)),
    ...(isTemporary ? unnamed.map((address) => ({ address })) : []),
  ].map(({ address }) => address);
  const refused: RefusedRecipient[] = [
    ...queued.refused,
    ...[
      ...outcome.refused,
      ...(outcome.result === 'refused'
        ? unnamed.map((address) => ({ address, code: outcome.code, text: outcome.text }))
        : []),
    ]
      .filter(({ address }) => !remaining.includes(address))
      .map((one) => ({ ...one, explanation: explainStatus(one.code, one.text) })),
  ];
  const known = { ...said, ...taken, accepted, refused };
  if (remaining.length > 0) return { ...known, remaining, ...later(queued, outcome, now, random) };
  if (refused.length > 0) {
    const first = refused[0]!;
    return {
      ...known,
      state: 'failed',
      nextTryAt: null,
      // 'Try again' goes to these only.
      remaining: refused.map(({ address }) => address),
      responseCode: outcome.result === 'refused' ? outcome.code : first.code,
      responseText: outcome.result === 'refused' ? outcome.text : first.text,
      reason: first.explanation ?? (first.code === null ? first.text : null),
    };
  }
  return { ...known, state: 'sent', nextTryAt: null, reason: null };
}

/** Again after a growing pause; given up after five days. What a server said for now is told with its meaning. */
function later(
  queued: QueuedMessage,
  outcome: DeliveryOutcome,
  now: number,
  random: number,
): Pick<Outcome, 'state' | 'nextTryAt' | 'reason' | 'responseCode' | 'responseText' | 'warn'> {
  const answer = outcome.refused.find(({ code }) => isForNow(code)) ?? outcome;
  const said = { responseCode: answer.code, responseText: answer.text };
  const meaning = answer.code === null ? answer.text : explainStatus(answer.code, answer.text);
  const waited = now - queued.firstTryAt;
  if (waited > GIVE_UP_MS) {
    const reason = `Given up after five days. Last answer: ${words(answer.code, answer.text)}`;
    return { ...said, state: 'failed', nextTryAt: null, reason };
  }
  return {
    ...said,
    state: 'retry',
    nextTryAt: now + backoffMs(queued.attempts, random),
    reason: meaning,
    warn: waited >= WARN_MS,
  };
}
