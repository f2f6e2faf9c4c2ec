// The delivery timeline: what happened to a sent message, with the dialogue of each attempt and the notices that came back.
'use client';
import { useQuery } from '@tanstack/react-query';
import { useView } from '@/components/frame/view-settings-context';
import { deliveryText as text } from '@/components/messages/en-outbox';
import { sentenceOf } from '@/lib/client/api';
import { deliveryQuery, type Sent } from '@/lib/client/delivery';
import { fullTime, mediumTime } from '@/lib/client/time-text';
import { DialogueView } from './dialogue-view';
import { type TimelineEvent, timelineEvents } from './timeline-events';

const DOTS = { quiet: 'bg-text-muted', good: 'bg-success', bad: 'bg-danger' };

/** Shows nothing for a message that was not sent from here. */
export function DeliveryView({ of }: { of: Sent }) {
  const { data, error } = useQuery(deliveryQuery(of));
  if (error) {
    return (
      <p role="alert" className="mt-3 text-sm text-danger">
        {text.couldNotLoad} {sentenceOf(error)}
      </p>
    );
  }
  if (data === undefined)
    return (
      <div
        role="status"
        aria-label={text.loading}
        className="skeleton mt-3 h-16 rounded-lg bg-surface-sunken"
      />
    );
  if (data === null) return <p className="mt-3 text-sm text-text-muted">{text.elsewhere}</p>;
  return (
    <section aria-label={text.title} className="mt-3 rounded-lg bg-surface-sunken p-3 text-sm">
      <ol>
        {timelineEvents(data).map((event) => (
          <Event key={event.key} event={event} />
        ))}
      </ol>
      <p className="mt-2 text-xs text-text-muted wrap-anywhere">{text.messageId(data.messageIdHeader)}</p>
    </section>
  );
}

function Event({ event }: { event: TimelineEvent }) {
  const { settings } = useView();
  return (
    <li className="relative border-l border-line pb-3 pl-4 last:border-transparent last:pb-0">
      <span
        aria-hidden="true"
        className={`absolute top-1.5 -left-[4.5px] size-2 rounded-full ${DOTS[event.tone]}`}
      />
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className={event.tone === 'bad' ? 'font-medium text-danger' : 'font-medium'}>
          {event.title}
        </span>
        <time
          dateTime={new Date(event.at).toISOString()}
          title={fullTime(event.at, settings)}
          className="text-xs text-text-muted tabular-nums"
        >
          {mediumTime(event.at, event.at, settings)}
        </time>
      </div>
      {event.details.map((line) => (
        <p key={line} className="max-w-prose text-text-muted wrap-anywhere">
          {line}
        </p>
      ))}
      {event.attempt?.dialogue ? (
        <details className="mt-1">
          <summary className="cursor-pointer text-accent">{text.dialogue}</summary>
          <DialogueView dialogue={event.attempt.dialogue} />
        </details>
      ) : null}
    </li>
  );
}
