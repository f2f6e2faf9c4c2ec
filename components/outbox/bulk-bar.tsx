// What can be done to the selected messages of the outbox together.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { outboxText as text } from '@/components/messages/en-outbox';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import type { OutboxItem, OutboxRequest } from '@/lib/contract/compose';
import { actOnMany } from './outbox-actions';

interface BulkBarProps {
  items: OutboxItem[];
  selected: OutboxItem[];
  onSelect: (ids: number[]) => void;
}

const MAY: [OutboxRequest['action'], string, OutboxItem['state'][]][] = [
  ['retry', text.bulkRetry, ['retry', 'failed']],
  ['send-now', text.sendNow, ['held']],
  ['cancel', text.bulkCancel, ['held', 'queued', 'retry', 'failed']],
  ['dismiss', text.bulkDismiss, ['failed']],
];

/** An action is offered when it fits at least one selected message, and is done to those it fits. */
export function BulkBar({ items, selected, onSelect }: BulkBarProps) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ action, ids }: { action: OutboxRequest['action']; ids: number[] }) =>
      actOnMany(action, ids),
    onSuccess: () => onSelect([]),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outbox }),
  });
  const isAll = selected.length === items.length;
  return (
    <div className="mt-3 flex min-h-9 flex-wrap items-center gap-2">
      <label className="flex items-center gap-3 px-4 text-sm text-text-muted">
        <input
          type="checkbox"
          checked={isAll}
          onChange={() => onSelect(isAll ? [] : items.map(({ id }) => id))}
          className="size-4 accent-accent"
        />
        {selected.length > 0 ? text.selected(selected.length) : text.selectAll}
      </label>
      {selected.length > 0 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs; these are buttons about the selection
        <div role="group" aria-label={text.bulk} className="flex flex-wrap gap-2">
          {MAY.map(([action, label, states]) => {
            const ids = selected.filter(({ state }) => states.includes(state)).map(({ id }) => id);
            return ids.length > 0 ? (
              <Button
                key={action}
                aria-disabled={isPending}
                onClick={() => {
                  if (!isPending) mutate({ action, ids });
                }}
              >
                {label}
              </Button>
            ) : null;
          })}
        </div>
      ) : null}
      {error ? (
        <p role="alert" className="text-sm text-danger">
          {text.actionFailed(sentenceOf(error))}
        </p>
      ) : null}
    </div>
  );
}
