// The outbox: what waits, what needs a decision, what left in the last day; live through the event stream.
'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useView } from '@/components/frame/view-settings-context';
import { outboxText as text } from '@/components/messages/en-outbox';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { outboxQuery } from '@/lib/client/queries';
import { mediumTime, shortTime } from '@/lib/client/time-text';
import type { OutboxState } from '@/lib/contract/compose';
import { BulkBar } from './bulk-bar';
import { describeItem, type OutboxGroup } from './describe-item';
import { OutboxEntry } from './outbox-entry';
import { useSecond } from './use-second';

const GROUPS: { id: OutboxGroup; title: string }[] = [
  { id: 'attention', title: text.attention },
  { id: 'waiting', title: text.waiting },
  { id: 'done', title: text.done },
];

/** What can be done to several at once. */
const SELECTABLE: OutboxState[] = ['held', 'queued', 'retry', 'failed'];

/** A whole pane. */
export function OutboxView() {
  const { data, error, refetch } = useQuery(outboxQuery);
  const counts = data?.some(({ state }) => state === 'held' || state === 'retry') ?? false;
  const now = useSecond(counts);
  const { settings } = useView();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const clock = {
    now,
    short: (at: number) => shortTime(at, now, settings),
    full: (at: number) => mediumTime(at, now, settings),
  };
  const items = (data ?? []).map((item) => ({ item, words: describeItem(item, clock) }));
  const selectable = items.filter(({ item }) => SELECTABLE.includes(item.state)).map(({ item }) => item);
  const selected = selectable.filter(({ id }) => chosen.has(id));
  const select = (id: number, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  return (
    <section aria-labelledby="outbox-title" className="h-full overflow-y-auto bg-surface text-text">
      <div className="mx-auto max-w-3xl px-6 py-5 max-md:px-4">
        <h1 id="outbox-title" className="text-lg font-semibold">
          {text.title}
        </h1>
        {error && !data ? (
          <div role="alert" className="mt-16 flex flex-col items-center gap-3 text-center">
            <p className="font-semibold">{text.couldNotLoad}</p>
            <p className="text-text-muted">{sentenceOf(error)}</p>
            <Button onClick={() => void refetch()}>{text.tryAgain}</Button>
          </div>
        ) : null}
        {data && items.length === 0 ? (
          <div className="mt-16 text-center">
            <p className="font-semibold">{text.empty}</p>
            <p className="mx-auto mt-1 max-w-sm text-text-muted">{text.emptyHint}</p>
          </div>
        ) : null}
        {!data && !error ? <Skeleton /> : null}
        {selectable.length > 1 ? (
          <BulkBar items={selectable} selected={selected} onSelect={(ids) => setChosen(new Set(ids))} />
        ) : null}
        {GROUPS.map(({ id, title }) => {
          const group = items.filter(({ words }) => words.group === id);
          return group.length > 0 ? (
            <section key={id} aria-labelledby={`outbox-${id}`} className="mt-5">
              <h2 id={`outbox-${id}`} className="text-sm font-semibold text-text-muted">
                {title}
              </h2>
              <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface-raised">
                {group.map(({ item, words }) => (
                  <OutboxEntry
                    key={item.id}
                    item={item}
                    words={words}
                    selected={chosen.has(item.id)}
                    onSelect={
                      selectable.length > 1 && selectable.includes(item) ? (on) => select(item.id, on) : null
                    }
                  />
                ))}
              </ul>
            </section>
          ) : null;
        })}
      </div>
    </section>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label={text.loading} className="skeleton mt-6 flex flex-col gap-3">
      {['w-2/3', 'w-1/2', 'w-5/6'].map((width) => (
        <div key={width} className={`h-4 rounded bg-surface-sunken ${width}`} />
      ))}
    </div>
  );
}
