// One message of the outbox: to whom, about what, how it stands, and what can be done.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Clock, TriangleAlert } from 'lucide-react';
import { openComposer } from '@/components/composer/open-composer';
import { outboxText as text } from '@/components/messages/en-composer';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import { cancelSend, dismissSend, retrySend } from '@/lib/client/send';
import type { OutboxItem } from '@/lib/contract/compose';
import type { ItemWords } from './describe-item';

interface OutboxEntryProps {
  item: OutboxItem;
  words: ItemWords;
}

type Action = ItemWords['actions'][number];

const LABELS: Record<Action, string> = {
  'take-back': text.takeBack,
  'try-now': text.tryNow,
  'send-again': text.sendAgain,
  edit: text.edit,
  arrived: text.arrived,
  dismiss: text.dismiss,
};
const MAX_NAMES = 3;

async function act(action: Action, id: number): Promise<void> {
  if (action === 'try-now' || action === 'send-again') await retrySend(id);
  else if (action === 'arrived' || action === 'dismiss') await dismissSend(id);
  else {
    const draft = await cancelSend(id);
    openComposer({ mode: draft.mode, originalId: draft.originalId ?? undefined, draft });
  }
}

function namesOf({ to }: OutboxItem): string {
  const names = to.slice(0, MAX_NAMES).map(({ name, address }) => name || address);
  if (to.length > MAX_NAMES) names.push(text.morePeople(to.length - MAX_NAMES));
  return names.length > 0 ? text.toPeople(new Intl.ListFormat('en').format(names)) : text.noRecipients;
}

/** The likely action comes first. */
export function OutboxEntry({ item, words }: OutboxEntryProps) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (action: Action) => act(action, item.id),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outbox }),
  });
  const subject = item.subject || text.noSubject;
  const Icon = { quiet: Clock, good: CircleCheck, bad: TriangleAlert }[words.tone];
  const tone = { quiet: 'text-text-muted', good: 'text-success', bad: 'text-danger' }[words.tone];
  return (
    <li className="flex gap-3 px-4 py-3">
      <Icon aria-hidden="true" size={16} className={`mt-0.5 shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="line-clamp-2 font-semibold [overflow-wrap:anywhere]">
          {subject}
        </p>
        <p dir="auto" className="truncate text-sm text-text-muted">
          {namesOf(item)}
        </p>
        <p className={`mt-1.5 tabular-nums ${words.tone === 'bad' ? 'text-danger' : 'text-text-muted'}`}>
          {words.state}
        </p>
        {words.detail ? (
          <p className="mt-0.5 max-w-prose text-sm text-text [overflow-wrap:anywhere]">{words.detail}</p>
        ) : null}
        {error ? (
          <p role="alert" className="mt-1 text-sm text-danger">
            {text.actionFailed(sentenceOf(error))}
          </p>
        ) : null}
        {words.actions.length > 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs; these are buttons about one message
          <div role="group" aria-label={text.actionsOf(subject)} className="mt-2.5 flex flex-wrap gap-2">
            {words.actions.map((action) => (
              <Button
                key={action}
                aria-disabled={isPending}
                onClick={() => {
                  if (!isPending) mutate(action);
                }}
              >
                {LABELS[action]}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
    </li>
  );
}
