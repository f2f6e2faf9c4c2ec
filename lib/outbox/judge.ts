// Decides what an SMTP outcome means for a message: accepted, again later, failed, or unknown.
import type { DeliveryOutcome } from '@/lib/providers/types';
import type { Outcome, QueuedMessage } from '@/lib/store/outbox-queue';
import { backoffMs, GIVE_UP_MS } from './backoff';

/** '550 5.1.1 User unknown': the server's status code and phrase as one line (RFC 5321 4.2). */
const words = (code: number | null, text: string) => [code, text].filter(Boolean).join(' ');

const again = (queued: QueuedMessage, now: number, random: number) =>
  now - queued.createdAt > GIVE_UP_MS ? null : now + backoffMs(queued.attempts, random);

/**
 * What to record after an attempt. Recipients that were accepted or refused for good (5xx) are settled; those
 * refused for now (4xx) stay and are tried again, for five days.
 */
export function judge(queued: QueuedMessage, outcome: DeliveryOutcome, now: number, random: number): Outcome {
  const said = { responseCode: outcome.code, responseText: outcome.text };
  if (outcome.result === 'unclear') {
    return {
      ...said,
      state: 'unclear',
      nextTryAt: null,
      reason:
        'The connection broke after the message was handed over, before the server answered. It may or may not have arrived.',
    };
  }
  if (outcome.result === 'temporary' && outcome.accepted.length === 0) {
    return later(queued, outcome, now, random, queued.remaining, queued.refused);
  }
  if (outcome.result === 'refused' && outcome.accepted.length === 0) {
    return {
      ...said,
      state: 'failed',
      nextTryAt: null,
      refused: [...queued.refused, ...outcome.refused],
      reason: `The server refused the message: ${words(outcome.code, outcome.text)}`,
    };
  }
  const remaining = outcome.refused
    .filter(({ code }) => code !== null && code >= 400 && code < 500)
    .map(({ address }) => address);
  const refused = [
    ...queued.refused,
    ...outcome.refused.filter(({ address }) => !remaining.includes(address)),
  ];
  if (remaining.length > 0) {
    return { ...later(queued, outcome, now, random, remaining, refused), acceptedAt: now };
  }
  const first = refused[0];
  if (first) {
    return {
      state: 'failed',
      nextTryAt: null,
      remaining: refused.map(({ address }) => address),
      refused,
      responseCode: first.code,
      responseText: first.text,
      reason: `Delivered, but not to ${refused
        .map(({ address, code, text }) => `${address} (${words(code, text)})`)
        .join(', ')}`,
      acceptedAt: now,
    };
  }
  return { ...said, state: 'sent', nextTryAt: null, reason: null, acceptedAt: now };
}

function later(
  queued: QueuedMessage,
  outcome: DeliveryOutcome,
  now: number,
  random: number,
  remaining: string[],
  refused: Outcome['refused'],
): Outcome {
  const nextTryAt = again(queued, now, random);
  const said = words(outcome.code, outcome.text);
  return {
    state: nextTryAt === null ? 'failed' : 'retry',
    nextTryAt,
    remaining,
    refused,
    responseCode: outcome.code,
    responseText: outcome.text,
    reason:
      nextTryAt === null ? `Given up after five days. Last answer: ${said}` : `Not accepted yet: ${said}`,
  };
}
