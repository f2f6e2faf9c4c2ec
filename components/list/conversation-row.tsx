// One row of the list: unread is weight and a dot, never colour alone.
import { Paperclip, Reply, Star } from 'lucide-react';
import { type KeyboardEvent, memo } from 'react';
import { DRAG_TYPE } from '@/components/folders/folder-row';
import { t } from '@/components/messages/en';
import { AccountDot } from '@/components/ui/account-dot';
import { shortTime } from '@/lib/client/time-text';
import type { Density, ViewSettings } from '@/lib/client/view-settings';
import type { ConversationRow } from '@/lib/contract/mail';
import { SenderNames } from './sender-names';

interface RowProps {
  row: ConversationRow;
  index: number;
  top: number;
  height: number;
  density: Density;
  times: ViewSettings;
  now: number;
  /** The folder's name, in a search. */
  home: string | null;
  /** The account that it is in, where rows of several stand together. */
  accountName: string | null;
  accountColor: number;
  outgoing: boolean;
  open: boolean;
  tabbable: boolean;
  selected: boolean;
  dragIds: number[];
  onOpen: () => void;
  onSelect: (range: boolean) => void;
  onStar: () => void;
  onStep: (by: number) => void;
}

export const ConversationRowView = memo(function ConversationRowView(props: RowProps) {
  const { row, density, selected, open } = props;
  const subject = row.subject || t.list.noSubject;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) props.onStep(by);
    else if (event.key === 'Enter') props.onOpen();
    else if (event.key === ' ') props.onSelect(event.shiftKey);
    else return;
    event.preventDefault();
  };
  const time = (
    <time
      className="shrink-0 text-xs font-normal text-text-muted"
      dateTime={new Date(row.lastAt).toISOString()}
    >
      {shortTime(row.lastAt, props.now, props.times)}
    </time>
  );
  const marks = (
    <>
      {props.accountName !== null && (
        <>
          <AccountDot color={props.accountColor} title={props.accountName} />
          <span className="sr-only">{t.list.inAccount(props.accountName)}</span>
        </>
      )}
      {row.answered && (
        <Reply role="img" aria-label={t.list.answered} size={13} className="shrink-0 text-text-muted" />
      )}
      {row.hasAttachment && (
        <Paperclip role="img" aria-label={t.list.attachment} size={13} className="shrink-0 text-text-muted" />
      )}
    </>
  );
  const star = (
    <button
      type="button"
      tabIndex={-1}
      aria-label={row.starred ? t.actions.unstar : t.actions.star}
      aria-pressed={row.starred}
      onClick={(event) => {
        event.stopPropagation();
        props.onStar();
      }}
      className={`-m-1.5 shrink-0 rounded p-1.5 ${row.starred ? 'text-star' : 'text-control opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100'}`}
    >
      <Star aria-hidden="true" size={15} strokeWidth={1.75} fill={row.starred ? 'currentColor' : 'none'} />
    </button>
  );
  const names = <SenderNames row={row} outgoing={props.outgoing} />;
  const words = (
    <>
      <span className={row.unread ? 'font-semibold' : ''}>{subject}</span>
    </>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by their height, not by a table
    <div
      role="row"
      data-conversation={row.id}
      aria-rowindex={props.index + 1}
      aria-selected={selected}
      aria-current={open ? 'true' : undefined}
      tabIndex={props.tabbable ? 0 : -1}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, JSON.stringify(props.dragIds))}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) props.onSelect(event.shiftKey);
        else props.onOpen();
      }}
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
      className={`group absolute inset-x-0 top-0 flex cursor-default items-stretch border-b border-line ${selected || open ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the row has the focus */}
      <div role="gridcell" className="relative flex w-9 shrink-0 pointer-coarse:w-11">
        {row.unread && (
          <>
            <span className="sr-only" data-unread>
              {t.list.unread}
            </span>
            <span
              aria-hidden="true"
              className={`pointer-events-none absolute top-1/2 left-1/2 size-2 -translate-1/2 rounded-full bg-accent group-focus-within:hidden group-hover:hidden pointer-coarse:left-1.5 pointer-coarse:block! ${selected ? 'hidden' : ''}`}
            />
          </>
        )}
        {/* The whole cell answers a finger. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click that only must not open the row; Space on it selects */}
        <label
          className="flex flex-1 items-center justify-center"
          onClick={(event) => event.stopPropagation()}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            checked={selected}
            aria-label={t.list.select(subject)}
            onChange={(event) => props.onSelect((event.nativeEvent as MouseEvent).shiftKey)}
            className={`size-4 accent-accent ${selected ? '' : 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100'}`}
          />
        </label>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the row has the focus */}
      <div role="gridcell" dir="auto" className="flex min-w-0 flex-1 flex-col justify-center pr-3">
        {density === 'compact' ? (
          <div className="flex min-w-0 items-center gap-2">
            <span className="w-2/5 min-w-0 truncate">{names}</span>
            <span className="min-w-0 flex-1 truncate">{words}</span>
            {marks}
            {star}
            {time}
          </div>
        ) : (
          <>
            <div className="flex min-w-0 items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{names}</span>
              {marks}
              {time}
            </div>
            <div className="flex min-w-0 items-center gap-2">
              <span className="min-w-0 flex-1 truncate">
                {words}
                {density === 'cosy' && row.snippet && (
                  <span className="text-text-muted"> — {row.snippet}</span>
                )}
              </span>
              {props.home && (
                <span className="shrink-0 rounded bg-hover px-1.5 text-xs text-text-muted">{props.home}</span>
              )}
              {star}
            </div>
            {density === 'comfortable' && (
              <p className="min-h-[1.45em] truncate text-sm text-text-muted">{row.snippet}</p>
            )}
          </>
        )}
      </div>
    </div>
  );
});
