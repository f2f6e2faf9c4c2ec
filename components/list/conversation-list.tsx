// The conversation list: virtualized, a grid for screen readers, selection, 'n new' instead of rows that jump.
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, Coffee, Download, SearchX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Selection } from '@/components/frame/selection';
import type { Act } from '@/components/frame/use-organize';
import { useView } from '@/components/frame/view-settings-context';
import { folderName } from '@/components/folders/folder-name';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { sentenceOf } from '@/lib/client/api';
import { ROW_HEIGHT } from '@/lib/client/view-settings';
import type { Account, ConversationRow, Folder } from '@/lib/contract/mail';
import { ConversationRowView } from './conversation-row';
import { ListBar } from './list-bar';
import { useHover } from './use-hover';

interface ConversationListProps {
  title: string;
  folder: Folder | null;
  isInbox: boolean;
  /** Its mail is on the way for the first time, or its server is not reached yet. */
  isFetching: boolean;
  /** Whose colours mark the rows; one or none: no colours. */
  accounts: Account[];
  folders: Folder[];
  rows: ConversationRow[];
  query: UseInfiniteQueryResult;
  isSearch: boolean;
  /** Words of the search that were meant as operators, it seems, and are none. */
  notUnderstood: string[];
  /** Searches everywhere what was searched in one folder. */
  onWiden: (() => void) | undefined;
  selection: Selection;
  openId: number | null;
  focusedId: number | null;
  now: number;
  onOpen: (id: number) => void;
  /** The mouse rests on it. */
  onHover: (id: number) => void;
  onFocusRow: (id: number) => void;
  onAct: Act;
  onMove: () => void;
}

const SKELETONS = Array.from({ length: 9 }, (_, index) => index);

export function ConversationList(props: ConversationListProps) {
  const { folder, folders, rows, query, isSearch, selection, openId, focusedId, now } = props;
  const { settings } = useView();
  const height = ROW_HEIGHT[settings.density];
  const hover = useHover(props.onHover);
  const scroller = useRef<HTMLDivElement>(null);
  const [fresh, setFresh] = useState(0);
  const newest = useRef<number | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    initialRect: { width: settings.listWidth, height: 900 },
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when the density changes
  useEffect(() => virtual.measure(), [height]);

  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastIndex >= rows.length - 15) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastIndex, rows.length]);

  // New rows above the fold push nothing: what the person reads stays where it is.
  useEffect(() => {
    const element = scroller.current;
    const first = rows[0]?.id ?? null;
    const before = newest.current;
    newest.current = first;
    if (!element || before === null || before === first || element.scrollTop < height) return;
    const added = rows.findIndex(({ id }) => id === before);
    if (added <= 0) return;
    element.scrollTop += added * height;
    setFresh((count) => count + added);
  }, [rows, height]);

  const at = rows.findIndex(({ id }) => id === (openId ?? focusedId));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the person moves on
  useEffect(() => {
    if (at < 0) return;
    const { scrollOffset, scrollRect } = virtual;
    const top = at * height - (scrollOffset ?? 0);
    // A row that is in view stays where it is; asking the virtualizer costs two layouts before anything opens.
    if (top < 0 || top + height > (scrollRect?.height ?? 0)) virtual.scrollToIndex(at);
  }, [openId, focusedId]);

  const focusRow = (index: number) => {
    const row = rows[index];
    if (!row) return;
    props.onFocusRow(row.id);
    virtual.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-conversation="${row.id}"]`)?.focus(),
    );
  };
  const order = rows.map(({ id }) => id);
  const isBusy = query.isPending && query.fetchStatus !== 'idle';
  // A grid has rows, or will have some in a moment; what is said instead of them is none.
  const label = isSearch ? t.list.found : t.list.title(props.title);
  const grid =
    rows.length > 0 || isBusy
      ? ({
          role: 'grid',
          'aria-label': label,
          'aria-rowcount': rows.length,
          'aria-multiselectable': true,
          'aria-busy': isBusy,
        } as const)
      : ({ role: 'region', 'aria-label': label } as const);

  return (
    <>
      <ListBar
        title={props.title}
        folder={folder}
        rows={rows}
        selection={selection}
        onAct={props.onAct}
        onMove={props.onMove}
      />
      {isSearch && (
        <div role="status">
          {props.notUnderstood.length > 0 && (
            <p className="border-b border-line bg-surface-sunken px-4 py-2 text-xs text-text-muted">
              <span className="line-clamp-3 wrap-anywhere">
                {t.search.notUnderstood(props.notUnderstood)}
              </span>
            </p>
          )}
        </div>
      )}
      {fresh > 0 && (
        <div className="relative z-10 h-0">
          <button
            type="button"
            onClick={() => {
              scroller.current?.scrollTo({ top: 0 });
              setFresh(0);
            }}
            className="absolute top-2 left-1/2 -translate-x-1/2 rounded-full bg-accent px-3 py-1 text-xs font-medium text-on-accent shadow"
          >
            {t.list.fresh(fresh)}
          </button>
        </div>
      )}
      <div
        ref={scroller}
        {...grid}
        {...hover}
        onScroll={(event) => event.currentTarget.scrollTop < height && fresh > 0 && setFresh(0)}
        className="relative min-h-0 flex-1 overflow-y-auto"
        tabIndex={rows.length === 0 ? 0 : -1}
      >
        {query.isError && rows.length === 0 ? (
          <Notice icon={CircleAlert} title={t.list.failed} text={sentenceOf(query.error)}>
            <Button onClick={() => void query.refetch()}>{t.list.retry}</Button>
          </Notice>
        ) : isBusy ? (
          <div className="skeleton" aria-hidden="true">
            {SKELETONS.map((index) => (
              <div
                key={index}
                style={{ height }}
                className="flex flex-col justify-center gap-2 border-b border-line px-4"
              >
                <div className="h-3 w-2/5 rounded bg-hover" />
                <div className="h-3 w-4/5 rounded bg-hover" />
              </div>
            ))}
          </div>
        ) : rows.length === 0 ? (
          isSearch ? (
            <Notice
              icon={SearchX}
              title={t.list.noResults}
              text={props.onWiden ? t.list.noResultsHere : t.list.noResultsHint}
            >
              {props.onWiden && <Button onClick={props.onWiden}>{t.list.searchEverywhere}</Button>}
            </Notice>
          ) : props.isFetching ? (
            <Notice icon={Download} title={t.list.fetching} text={t.list.fetchingHint} />
          ) : (
            <Notice
              icon={Coffee}
              title={props.isInbox ? t.list.emptyInbox : t.list.empty}
              text={props.isInbox ? t.list.emptyHint : ''}
            />
          )
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: the rows are placed by their height, not by a table
          <div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="relative">
            {items.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              const home = folders.find(({ id }) => id === row.folderId);
              const account =
                props.accounts.length > 1
                  ? props.accounts.find(({ id }) => id === home?.accountId)
                  : undefined;
              return (
                <ConversationRowView
                  key={row.id}
                  row={row}
                  index={item.index}
                  top={item.start}
                  height={height}
                  density={settings.density}
                  times={settings}
                  now={now}
                  accountName={account?.name ?? null}
                  accountColor={account?.color ?? 0}
                  home={isSearch && home ? folderName(home) : null}
                  outgoing={home?.role === 'sent' || home?.role === 'drafts'}
                  open={row.id === openId}
                  tabbable={at === -1 ? item.index === 0 : item.index === at}
                  selected={selection.ids.has(row.id)}
                  dragIds={selection.ids.has(row.id) ? [...selection.ids] : [row.id]}
                  onOpen={() => props.onOpen(row.id)}
                  onSelect={(range) => (range ? selection.extendTo(row.id, order) : selection.toggle(row.id))}
                  onStar={() => props.onAct(row.starred ? 'unstar' : 'star', { ids: [row.id] })}
                  onStep={(by) => focusRow(item.index + by)}
                />
              );
            })}
          </div>
        )}
        {isFetchingNextPage && <p className="p-3 text-center text-xs text-text-muted">{t.list.more}</p>}
      </div>
    </>
  );
}
