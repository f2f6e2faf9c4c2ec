// Puts an outbox item's state into plain words.
import { outboxText as text } from '@/components/messages/en-composer';
import type { OutboxItem } from '@/lib/contract/compose';

/** Where an item stands on the page. */
export type OutboxGroup = 'attention' | 'waiting' | 'done';

export interface ItemWords {
  group: OutboxGroup;
  tone: 'quiet' | 'good' | 'bad';
  /** The state, in a sentence. */
  state: string;
  /** Why, or what the server said; null when there is nothing to add. */
  detail: string | null;
  actions: ('take-back' | 'try-now' | 'send-again' | 'edit' | 'arrived' | 'dismiss')[];
}

/** '550 5.1.1 User unknown': code and phrase as the server gave them, never the code twice. */
export function serverWords({ responseCode, responseText }: OutboxItem): string | null {
  const phrase = responseText?.trim() ?? '';
  if (responseCode === null) return phrase || null;
  return phrase.startsWith(String(responseCode)) ? phrase : `${responseCode} ${phrase}`.trim();
}

/** Whether a failed item reached some of its recipients. */
const isPartly = (item: OutboxItem) => item.reason?.startsWith('Delivered, but') ?? false;

/** Words and actions for an item at `now`; `timeOf` writes a time of day. */
export function describeItem(item: OutboxItem, now: number, timeOf: (at: number) => string): ItemWords {
  const words = serverWords(item);
  switch (item.state) {
    case 'held': {
      const seconds = Math.max(0, Math.ceil(((item.nextTryAt ?? now) - now) / 1000));
      const state = text.held(seconds);
      return { group: 'waiting', tone: 'quiet', state, detail: null, actions: ['take-back'] };
    }
    case 'queued':
      return { group: 'waiting', tone: 'quiet', state: text.queued, detail: null, actions: ['take-back'] };
    case 'sending':
      return { group: 'waiting', tone: 'quiet', state: text.sending, detail: null, actions: [] };
    case 'retry': {
      const soon = item.nextTryAt === null || item.nextTryAt - now < 60_000;
      return {
        group: 'waiting',
        tone: 'bad',
        state: text.retry(soon ? text.retrySoon : text.retryAt(timeOf(item.nextTryAt ?? now))),
        detail: words ? text.serverSaid(words) : item.reason,
        actions: ['try-now', 'edit'],
      };
    }
    case 'failed':
      return {
        group: 'attention',
        tone: 'bad',
        state: isPartly(item) ? text.failedPartly : text.failed,
        detail: isPartly(item)
          ? item.reason
          : item.responseCode !== null && words
            ? text.serverRefused(words)
            : (item.reason ?? words),
        actions: ['edit', 'try-now', 'dismiss'],
      };
    case 'unclear':
      return {
        group: 'attention',
        tone: 'bad',
        state: text.unclear,
        detail: text.unclearWhy,
        actions: ['arrived', 'send-again'],
      };
    case 'sent':
      return { group: 'done', tone: 'good', state: text.sent, detail: null, actions: [] };
    case 'filed':
      return { group: 'done', tone: 'good', state: text.filed, detail: null, actions: [] };
    case 'cancelled':
      return { group: 'done', tone: 'quiet', state: text.cancelled, detail: null, actions: [] };
  }
}
