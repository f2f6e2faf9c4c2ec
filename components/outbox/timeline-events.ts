// The way of a message as a list of events in the order in which they happened.
import { deliveryText as text } from '@/components/messages/en-outbox';
import type { DeliveryAttempt, DeliveryTimeline } from '@/lib/contract/delivery';

/** One line of the timeline; `attempt` has a dialogue to look at. */
export interface TimelineEvent {
  key: string;
  at: number;
  tone: 'quiet' | 'good' | 'bad';
  title: string;
  details: string[];
  attempt: DeliveryAttempt | null;
  /** The conversation that the notice lies in. */
  conversationId: number | null;
}

const GOOD = ['delivered', 'relayed', 'expanded', 'read'];
const filled = (lines: (string | null)[]) => lines.filter((line): line is string => Boolean(line));

function attemptEvent(attempt: DeliveryAttempt, timeline: DeliveryTimeline): TimelineEvent {
  const { result, code, text: phrase } = attempt;
  // What is kept of such an attempt is the answer that remained: a refusal of somebody.
  const isPartly = result === 'accepted' && code !== null && code >= 400;
  const answer = [code, phrase].filter(Boolean).join(' ');
  const isLast = timeline.attempts.at(-1)?.id === attempt.id;
  const tone = isPartly ? 'bad' : result === 'accepted' ? 'good' : result === null ? 'quiet' : 'bad';
  const queued = result === 'accepted' && timeline.queueId ? text.queueId(timeline.queueId) : null;
  const tls = attempt.dialogue?.tls;
  return {
    key: `attempt-${attempt.id}`,
    at: attempt.startedAt,
    tone,
    title: text.attempt(
      attempt.number,
      text.results[isPartly ? 'partly' : (result ?? (isLast ? 'running' : 'broken'))],
    ),
    details: filled([
      answer,
      queued,
      tls ? text.tls(attempt.dialogue!.host, tls.version, tls.cipher) : null,
      attempt.endedAt === null ? null : text.took(attempt.endedAt - attempt.startedAt),
    ]),
    attempt: attempt.dialogue ? attempt : null,
    conversationId: null,
  };
}

/** Oldest first. */
export function timelineEvents(timeline: DeliveryTimeline): TimelineEvent[] {
  const { item, filedAt, notices } = timeline;
  const plain = { tone: 'quiet' as const, details: [], attempt: null, conversationId: null };
  const events: TimelineEvent[] = [
    { ...plain, key: 'queued', at: item.createdAt, title: item.sendAt === null ? text.queued : text.planned },
    ...timeline.attempts.map((attempt) => attemptEvent(attempt, timeline)),
    ...notices.map((notice): TimelineEvent => {
      const isRead = notice.action === 'read' || notice.action === 'deleted';
      const isSaid = notice.status !== null && (notice.diagnostic?.includes(notice.status) ?? false);
      const status = isRead || isSaid ? null : notice.status;
      return {
        key: `notice-${notice.id}`,
        // A Date field has whole seconds: a notice cannot be older than what it speaks of.
        at: Math.max(notice.at, item.acceptedAt ?? item.createdAt),
        tone: notice.action === 'failed' ? 'bad' : GOOD.includes(notice.action) ? 'good' : 'quiet',
        title: text.notices[notice.action](notice.recipient ?? text.somebody),
        details: filled([
          [status, notice.diagnostic].filter(Boolean).join(' '),
          notice.action === 'failed' || notice.action === 'delayed' ? notice.explanation : null,
          notice.reportedBy ? text.reportedBy(notice.reportedBy) : null,
        ]),
        attempt: null,
        conversationId: notice.conversationId,
      };
    }),
  ];
  if (filedAt !== null) events.push({ ...plain, key: 'filed', at: filedAt, tone: 'good', title: text.filed });
  return events.sort((a, b) => a.at - b.at);
}
