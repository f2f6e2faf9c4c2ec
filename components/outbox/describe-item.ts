// Puts an outbox item's state into plain words.
import { outboxText as text } from '@/components/messages/en-outbox';
import type { OutboxItem } from '@/lib/contract/compose';

/** Where an item stands on the page. */
export type OutboxGroup = 'attention' | 'waiting' | 'done';

/** What a person can do to an item; the likely one comes first. */
export type OutboxAction =
  | 'take-back'
  | 'try-now'
  | 'send-now'
  | 'reschedule'
  | 'send-again'
  | 'edit'
  | 'arrived'
  | 'dismiss';

export interface ItemWords {
  group: OutboxGroup;
  tone: 'quiet' | 'good' | 'bad';
  /** The state, in a sentence. */
  state: string;
  /** Why, or what the server said; empty when there is nothing to add. */
  details: string[];
  actions: OutboxAction[];
}

/** Times of day and dates as this person reads them. */
export interface Clock {
  now: number;
  short: (at: number) => string;
  /** With day and hour. */
  full: (at: number) => string;
}

/** '550 5.1.1 User unknown': code and phrase as the server gave them, never the code twice. */
export function serverWords({ responseCode, responseText }: OutboxItem): string | null {
  const phrase = responseText?.trim() ?? '';
  if (responseCode === null) return null;
  return phrase.startsWith(String(responseCode)) ? phrase : `${responseCode} ${phrase}`.trim();
}

const isKnown = (line: string | null): line is string => line !== null && line !== '';

/** What the server said, then what it means. */
function why(item: OutboxItem, say: (words: string) => string): string[] {
  const words = serverWords(item);
  return [words && say(words), item.reason].filter(isKnown);
}

/** Each refused recipient with the server's words, when it is not the same for all. */
function refusals({ recipients }: OutboxItem): string[] {
  const refused = recipients.filter(({ state }) => state === 'refused');
  return refused.map(({ address, code, text: phrase, explanation }) =>
    text.refusedFor(address, [code, phrase].filter(Boolean).join(' '), explanation ?? ''),
  );
}

const late = ({ lateMs, sendAt }: OutboxItem, clock: Clock) =>
  lateMs !== null && sendAt !== null ? [text.late(clock.full(sendAt))] : [];

function failed(item: OutboxItem): ItemWords {
  const isPartly = item.recipients.some(({ state }) => state === 'accepted');
  const isEach = isPartly || new Set(item.recipients.map(({ text: phrase }) => phrase)).size > 1;
  return {
    group: 'attention',
    tone: 'bad',
    state: isPartly ? text.failedPartly : text.failed,
    details: isEach ? [...refusals(item), ...reached(item)] : why(item, text.serverRefused),
    actions: ['edit', 'try-now', 'dismiss'],
  };
}

/** What speaks for an unclear message having left; a notice says more than a copy. */
function traceOf({ undelivered, isNoticed, seenIn }: OutboxItem): string {
  if (undelivered.length > 0) return text.unclearBounced(undelivered.join(', '));
  if (isNoticed) return text.unclearNoticed;
  return seenIn === null ? text.notSeen : text.seenIn(seenIn);
}

function sent(item: OutboxItem, clock: Clock): ItemWords {
  if (item.undelivered.length > 0)
    return {
      group: 'attention',
      tone: 'bad',
      state: text.undelivered(item.undelivered.join(', ')),
      details: [text.undeliveredWhy],
      actions: ['dismiss'],
    };
  const state = item.state === 'filed' ? text.filed : text.sent;
  return { group: 'done', tone: 'good', state, details: late(item, clock), actions: [] };
}

/** Who has it already and who is still waited for, when it is not the same for all. */
function reached({ recipients }: OutboxItem): string[] {
  const named = (which: 'accepted' | 'waiting') =>
    recipients.filter(({ state }) => state === which).map(({ address }) => address);
  const [has, lacks] = [named('accepted'), named('waiting')];
  if (has.length === 0 || has.length === recipients.length) return [];
  return [text.takenFor(has.join(', ')), ...(lacks.length > 0 ? [text.waitingFor(lacks.join(', '))] : [])];
}

function waits(item: OutboxItem, { now, short, full }: Clock): ItemWords {
  const quiet = { group: 'waiting' as const, tone: 'quiet' as const, details: [] };
  const heldUntil = item.nextTryAt ?? now;
  const paused = item.pausedUntil ?? 0;
  const due = Math.max(heldUntil, paused);
  const when = due - now < 60_000 ? text.retrySoon : text.retryAt(short(due));
  const isDue = item.state === 'queued' || (item.state === 'held' && heldUntil <= now);
  if (isDue && paused > now) return { ...quiet, state: text.serverPaused(when), actions: ['take-back'] };
  if (item.state === 'held' && item.sendAt !== null)
    return { ...quiet, state: text.planned(full(heldUntil)), actions: ['edit', 'reschedule', 'send-now'] };
  if (item.state === 'held') {
    const seconds = Math.max(0, Math.ceil((heldUntil - now) / 1000));
    return { ...quiet, state: text.held(seconds), actions: ['take-back', 'send-now'] };
  }
  if (item.state === 'queued') return { ...quiet, state: text.queued, actions: ['take-back'] };
  return {
    group: item.isDelayed ? 'attention' : 'waiting',
    tone: 'bad',
    state: item.isDelayed ? text.delayed(when) : text.retry(when),
    details: [...why(item, text.serverSaid), ...refusals(item), ...reached(item)],
    actions: ['try-now', 'edit'],
  };
}

/** Where an item stands; the time plays no part in that. */
export const groupOf = (item: OutboxItem): OutboxGroup =>
  describeItem(item, { now: 0, short: String, full: String }).group;

/** Words and actions for an item. */
export function describeItem(item: OutboxItem, clock: Clock): ItemWords {
  switch (item.state) {
    case 'held':
    case 'queued':
    case 'retry':
      return waits(item, clock);
    case 'sending':
      return { group: 'waiting', tone: 'quiet', state: text.sending, details: [], actions: [] };
    case 'failed':
      return failed(item);
    case 'unclear':
      return {
        group: 'attention',
        tone: 'bad',
        state: item.isNoticed ? text.unclearButLeft : text.unclear,
        details: [text.unclearWhy, traceOf(item)],
        actions: ['arrived', 'send-again'],
      };
    case 'sent':
    case 'filed':
      return sent(item, clock);
    case 'cancelled':
      return { group: 'done', tone: 'quiet', state: text.cancelled, details: [], actions: [] };
  }
}
