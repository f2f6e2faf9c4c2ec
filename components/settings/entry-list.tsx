// A list of named things that are made, changed and removed: templates, groups. One is open at a time.
import { type UseQueryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { settingsText as text } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { sentenceOf } from '@/lib/client/api';
import { SettingsState } from './settings-state';

interface Entry {
  id: number;
  name: string;
}

interface EntryListProps<E extends Entry> {
  query: UseQueryOptions<E[], Error, E[], string[]>;
  /** What the list is of: its sentences. */
  words: { hint: string; none: string; add: string };
  /** The second line of an entry. */
  describe: (entry: E) => string;
  /** The form for a new entry (null) or this one. `onDone` closes it and shows the list anew. */
  form: (entry: E | null, onDone: () => void) => ReactNode;
  onRemove: (entry: E) => Promise<unknown>;
  /** Puts a removed entry back. */
  onRestore: (entry: E) => Promise<unknown>;
}

/** Removing can be undone. */
export function EntryList<E extends Entry>(props: EntryListProps<E>) {
  const { query, words, describe, form, onRemove, onRestore } = props;
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(query);
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const renew = () => void client.invalidateQueries({ queryKey: query.queryKey });
  const done = () => {
    setOpen(null);
    renew();
  };
  const attempt = async (run: () => Promise<unknown>) => {
    try {
      await run();
    } catch (failure) {
      toast.error(sentenceOf(failure));
    }
    renew();
  };
  const remove = (entry: E) =>
    attempt(async () => {
      await onRemove(entry);
      toast(text.removed(entry.name), {
        action: { label: text.undo, onClick: () => void attempt(() => onRestore(entry)) },
      });
    });
  return (
    <SettingsState ready={data !== undefined} error={error} onRetry={() => void refetch()}>
      <p className="mb-3 text-text-muted">{words.hint}</p>
      {data?.length === 0 && open === null ? <p className="mb-3">{words.none}</p> : null}
      <ul className="mb-4 divide-y divide-line rounded-lg border border-line bg-surface-raised empty:hidden">
        {data?.map((entry) => (
          <li key={entry.id} className="px-4 py-2.5">
            {open === entry.id ? (
              form(entry, done)
            ) : (
              <div className="flex items-center gap-2">
                <div className="min-w-0 flex-1">
                  <p dir="auto" className="truncate font-medium">
                    {entry.name}
                  </p>
                  <p dir="auto" className="truncate text-sm text-text-muted">
                    {describe(entry)}
                  </p>
                </div>
                <IconButton icon={Pencil} label={text.change(entry.name)} onClick={() => setOpen(entry.id)} />
                <IconButton
                  icon={Trash2}
                  label={text.remove(entry.name)}
                  onClick={() => void remove(entry)}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? (
        <div className="rounded-lg border border-line bg-surface-raised px-4 py-3">{form(null, done)}</div>
      ) : (
        <Button onClick={() => setOpen('new')}>
          <Plus aria-hidden="true" size={16} />
          {words.add}
        </Button>
      )}
    </SettingsState>
  );
}
