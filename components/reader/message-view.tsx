// One message of the stack: folded to a line, or open with head, body and attachments.
import { MoreVertical, Reply, Star } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { openComposer } from '@/components/composer/open-composer';
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuLine, MenuLink } from '@/components/ui/menu';
import { urls } from '@/lib/client/api';
import { organize } from '@/components/frame/organize';
import { fullTime, mediumTime } from '@/lib/client/time-text';
import type { Address, Message } from '@/lib/contract/mail';
import { DeliveryToggle } from './delivery-toggle';
import { MessageBody } from './message-body';
import { MessageDetails } from './message-details';

const shown = ({ name, address }: Address) => name || address;
const names = (list: Address[]) => list.map(shown).join(', ');

interface MessageViewProps {
  message: Message;
  now: number;
  open: boolean;
  onToggle: () => void;
}

export function MessageView({ message, now, open, onToggle }: MessageViewProps) {
  const client = useQueryClient();
  const { settings } = useView();
  const [details, setDetails] = useState(false);
  const from = message.from[0] ? shown(message.from[0]) : t.list.nobody;
  const time = (
    <time
      className="shrink-0 text-xs text-text-muted"
      dateTime={new Date(message.date).toISOString()}
      title={fullTime(message.date, settings)}
    >
      {mediumTime(message.date, now, settings)}
    </time>
  );
  if (!open)
    return (
      <button
        type="button"
        data-message={message.id}
        aria-expanded={false}
        aria-label={t.reader.collapsed(from)}
        onClick={onToggle}
        className="flex w-full items-center gap-3 border-b border-line py-2.5 text-left hover:bg-hover"
      >
        <Avatar name={from} />
        <span className="w-32 shrink-0 truncate font-medium">{from}</span>
        <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-text-muted">
          {message.draft ? t.reader.draft : message.snippet}
        </span>
        {time}
      </button>
    );
  const mark = (action: 'star' | 'unstar' | 'unread') =>
    void organize(
      client,
      [{ action, folderId: message.folderId, conversationIds: [], messageIds: [message.id] }],
      null,
    );
  return (
    <article
      data-message={message.id}
      aria-label={t.reader.message(from)}
      className="border-b border-line py-3"
    >
      <header className="flex items-start gap-3">
        <Avatar name={from} />
        <div className="min-w-0 flex-1">
          {/* Where both have no room the time goes to a line of its own. */}
          <div className="flex flex-wrap items-baseline gap-x-2">
            <button
              type="button"
              aria-expanded
              onClick={onToggle}
              className="max-w-full min-w-0 grow truncate text-left font-semibold"
              title={message.from[0]?.address}
            >
              {from}
            </button>
            {message.draft && (
              <span className="rounded bg-hover px-1.5 text-xs text-danger">{t.reader.draft}</span>
            )}
            {time}
          </div>
          <button
            type="button"
            aria-expanded={details}
            onClick={() => setDetails((now) => !now)}
            className="block max-w-full truncate text-sm text-text-muted hover:text-text"
          >
            {t.reader.to} {names([...message.to, ...message.cc]) || t.list.nobodyYet}
          </button>
        </div>
        <div data-chrome className="-mt-1 flex">
          <IconButton
            label={message.starred ? t.actions.unstar : t.actions.star}
            icon={Star}
            filled={message.starred}
            aria-pressed={message.starred}
            onClick={() => mark(message.starred ? 'unstar' : 'star')}
            className={message.starred ? 'text-star!' : ''}
          />
          {!message.draft && (
            <IconButton
              label={t.actions.reply}
              icon={Reply}
              onClick={() => void openComposer({ mode: 'reply', originalId: message.id })}
              className="max-md:hidden"
            />
          )}
          <Menu trigger={<IconButton label={t.actions.more} icon={MoreVertical} />}>
            <MenuItem onSelect={() => void openComposer({ mode: 'reply', originalId: message.id })}>
              {t.actions.reply}
            </MenuItem>
            <MenuItem onSelect={() => void openComposer({ mode: 'reply-all', originalId: message.id })}>
              {t.actions.replyAll}
            </MenuItem>
            <MenuItem onSelect={() => void openComposer({ mode: 'forward', originalId: message.id })}>
              {t.actions.forward}
            </MenuItem>
            <MenuItem
              onSelect={() => void openComposer({ mode: 'forward-attachment', originalId: message.id })}
            >
              {t.actions.forwardAttachment}
            </MenuItem>
            <MenuLine />
            <MenuItem onSelect={() => mark('unread')}>{t.actions.unread}</MenuItem>
            <MenuItem onSelect={() => setDetails(true)}>{t.reader.details}</MenuItem>
            <MenuLink href={urls.source(message.id)}>{t.actions.source}</MenuLink>
            <MenuLink href={urls.source(message.id)} download={`message-${message.id}.eml`}>
              {t.actions.download}
            </MenuLink>
          </Menu>
        </div>
      </header>
      {details && <MessageDetails message={message} />}
      <DeliveryToggle message={message} />
      {message.draft && (
        <Button
          kind="main"
          className="mt-3 md:ml-11"
          onClick={() => void openComposer({ mode: 'edit', originalId: message.id })}
        >
          {t.reader.continue}
        </Button>
      )}
      <MessageBody message={message} />
    </article>
  );
}

function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="flex size-8 shrink-0 items-center justify-center rounded-full bg-hover text-sm font-semibold text-text-muted uppercase"
    >
      {[...name.replace(/["'<]/gu, '')][0] ?? '?'}
    </span>
  );
}
