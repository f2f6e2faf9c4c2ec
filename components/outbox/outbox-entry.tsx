// One message of the outbox: to whom, about what, how it stands, and what can be done.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Clock, TriangleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { outboxText as text } from '@/components/messages/en-outbox';
import { useView } from '@/components/frame/view-settings-context';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import { fullTime, mediumTime } from '@/lib/client/time-text';
import type { OutboxItem } from '@/lib/contract/compose';
import type { ItemWords, OutboxAction } from './describe-item';
import { act } from './outbox-actions';

const ScheduleDialog = dynamic(() => import('./schedule-dialog').then((module) => module.ScheduleDialog));
const DeliveryView = dynamic(() => import('./delivery-view').then((module) => module.DeliveryView));

interface OutboxEntryProps {
  item: OutboxItem;
  words: ItemWords;
  selected: boolean;
  /** Null where nothing can be done to it together with others. */
  onSelect: ((selected: boolean) => void) | null;
}

const LABELS: Record<OutboxAction, string> = {
  'take-back': text.takeBack,
  'try-now': text.tryNow,
  'send-now': text.sendNow,
  'send-again': text.sendAgain,
  reschedule: text.reschedule,
  edit: text.edit,
  arrived: text.arrived,
  dismiss: text.dismiss,
};
const MAX_NAMES = 3;

function namesOf({ to }: OutboxItem): string {
  const names = to.slice(0, MAX_NAMES).map(({ name, address }) => name || address);
  if (to.length > MAX_NAMES) names.push(text.morePeople(to.length - MAX_NAMES));
  return names.length > 0 ? text.toPeople(new Intl.ListFormat('en').format(names)) : text.noRecipients;
}

/** The likely action comes first. */
export function OutboxEntry({ item, words, selected, onSelect }: OutboxEntryProps) {
  const client = useQueryClient();
  const [isPlanning, setPlanning] = useState(false);
  const [showsDelivery, setShowsDelivery] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ action, sendAt }: { action: OutboxAction; sendAt?: number }) => act(action, item, sendAt),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outbox }),
  });
  const run = (action: OutboxAction) => {
    if (isPending) return;
    if (action === 'reschedule') setPlanning(true);
    else mutate({ action });
  };
  const { settings } = useView();
  const subject = item.subject || text.noSubject;
  const at = item.acceptedAt ?? item.createdAt;
  const Icon = { quiet: Clock, good: CircleCheck, bad: TriangleAlert }[words.tone];
  const tone = { quiet: 'text-text-muted', good: 'text-success', bad: 'text-danger' }[words.tone];
  return (
    <li className="flex gap-3 px-4 py-3">
      {onSelect ? (
        <input
          type="checkbox"
          checked={selected}
          aria-label={text.select(subject)}
          onChange={(event) => onSelect(event.target.checked)}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
      ) : null}
      <Icon aria-hidden="true" size={16} className={`mt-0.5 shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="line-clamp-2 font-semibold [overflow-wrap:anywhere]">
          {subject}
        </p>
        <div className="flex items-baseline justify-between gap-3 text-sm text-text-muted">
          <p dir="auto" className="min-w-0 truncate">
            {namesOf(item)}
          </p>
          <time
            dateTime={new Date(at).toISOString()}
            title={fullTime(at, settings)}
            className="shrink-0 text-xs tabular-nums"
          >
            {mediumTime(at, at, settings)}
          </time>
        </div>
        <p className={`mt-1.5 tabular-nums ${words.tone === 'bad' ? 'text-danger' : 'text-text-muted'}`}>
          {words.state}
        </p>
        {words.details.map((line) => (
          <p key={line} className="mt-0.5 max-w-prose text-sm text-text [overflow-wrap:anywhere]">
            {line}
          </p>
        ))}
        {error ? (
          <p role="alert" className="mt-1 text-sm text-danger">
            {text.actionFailed(sentenceOf(error))}
          </p>
        ) : null}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs; these are buttons about one message */}
        <div role="group" aria-label={text.actionsOf(subject)} className="mt-2.5 flex flex-wrap gap-2">
          {words.actions.map((action) => (
            <Button key={action} aria-disabled={isPending} onClick={() => run(action)}>
              {LABELS[action]}
            </Button>
          ))}
          {item.attempts > 0 ? (
            <button
              type="button"
              aria-expanded={showsDelivery}
              onClick={() => setShowsDelivery((open) => !open)}
              className="h-9 rounded-lg px-2 text-sm text-accent hover:bg-hover pointer-coarse:h-11"
            >
              {showsDelivery ? text.hideDelivery : text.delivery}
            </button>
          ) : null}
        </div>
        {showsDelivery ? <DeliveryView of={{ outboxId: item.id }} /> : null}
      </div>
      {isPlanning ? (
        <ScheduleDialog
          sendAt={item.sendAt}
          onClose={() => setPlanning(false)}
          onChoose={(sendAt) => {
            setPlanning(false);
            mutate({ action: 'reschedule', sendAt });
          }}
        />
      ) : null}
    </li>
  );
}
