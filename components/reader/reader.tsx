// The reader: one conversation as a stack of messages, with what can be done to it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Archive,
  ArrowLeft,
  CircleAlert,
  FolderInput,
  Mail,
  MailOpen,
  Printer,
  ShieldAlert,
  ShieldCheck,
  Trash2,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { openComposer } from '@/components/composer/open-composer';
import type { Act } from '@/components/frame/use-organize';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { ClientError, sentenceOf } from '@/lib/client/api';
import { useCommands } from '@/components/commands';
import { organize } from '@/components/frame/organize';
import { apartFolder, conversationQuery } from '@/lib/client/queries';
import type { Conversation, Folder } from '@/lib/contract/mail';
import { openAtFirst } from '@/lib/contract/open-at-first';
import { MessageView } from './message-view';

interface ReaderProps {
  conversationId: number | null;
  folder: Folder | null;
  now: number;
  onBack: () => void;
  onAct: Act;
  onMove: () => void;
}

export function Reader(props: ReaderProps) {
  const { conversationId } = props;
  const query = useQuery({
    ...conversationQuery(conversationId ?? 0, apartFolder(props.folder)),
    enabled: conversationId !== null,
  });
  const write = useAnswer(query.isError ? null : conversationId, query.data);
  if (conversationId === null)
    return <Notice icon={MailOpen} title={t.reader.none} text={t.reader.noneHint} />;
  // What is here stays readable when asking for news of it fails.
  if (query.isError && (!query.data || isGone(query.error)))
    return isGone(query.error) ? (
      <Notice icon={CircleAlert} title={t.reader.gone}>
        <Button onClick={props.onBack}>{t.actions.back}</Button>
      </Notice>
    ) : (
      <Notice icon={CircleAlert} title={t.reader.notLoaded} text={sentenceOf(query.error)}>
        <Button onClick={() => void query.refetch()}>{t.list.retry}</Button>
      </Notice>
    );
  if (!query.data)
    return (
      <div className="skeleton flex flex-col gap-4 p-8" aria-hidden="true">
        <div className="h-6 w-3/5 rounded bg-hover" />
        <div className="h-4 w-2/5 rounded bg-hover" />
        <div className="h-40 w-full rounded bg-hover" />
      </div>
    );
  return <ConversationView key={conversationId} conversation={query.data} write={write} {...props} />;
}

const isGone = (error: Error) => error instanceof ClientError && error.status === 404;

type Answer = 'reply' | 'reply-all' | 'forward';

/** Answers the newest message that was sent or received. A key pressed while the conversation still loads counts as soon as it is there. */
function useAnswer(conversationId: number | null, conversation: Conversation | undefined) {
  const [wanted, setWanted] = useState<{ conversationId: number; mode: Answer } | null>(null);
  useEffect(() => {
    if (!wanted) return;
    // Asked of one that could not be loaded, or that the person left meanwhile.
    if (wanted.conversationId !== conversationId) return setWanted(null);
    if (!conversation) return;
    setWanted(null);
    const target = [...conversation.messages].reverse().find(({ draft }) => !draft);
    if (target) openComposer({ mode: wanted.mode, originalId: target.id });
  }, [wanted, conversation, conversationId]);
  const write = (mode: Answer) =>
    conversationId === null ? undefined : () => setWanted({ conversationId, mode });
  useCommands({ reply: write('reply'), 'reply-all': write('reply-all'), forward: write('forward') });
  return write;
}

function ConversationView({
  conversation,
  folder,
  now,
  onBack,
  onAct,
  onMove,
  write,
}: ReaderProps & { conversation: Conversation; write: ReturnType<typeof useAnswer> }) {
  const client = useQueryClient();
  const scroller = useRef<HTMLDivElement>(null);
  const { messages } = conversation;
  const [openIds, setOpenIds] = useState<ReadonlySet<number>>(() => new Set(openAtFirst(conversation)));
  const [firstOpen] = useState(() => openAtFirst(conversation)[0]);
  const last = messages.at(-1);
  const ids = messages.map(({ id }) => id).join(' ');

  // What is opened is read; a message that arrives while one looks opens too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when messages come, not at each new object
  useEffect(() => {
    const unread = messages.filter(({ seen, draft }) => !seen && !draft);
    if (unread.length === 0) return;
    setOpenIds((open) => new Set([...open, ...unread.map(({ id }) => id)]));
    const timer = setTimeout(() => {
      const folderIds = new Set(unread.map(({ folderId }) => folderId));
      const requests = [...folderIds].map((folderId) => ({
        action: 'read' as const,
        folderId,
        conversationIds: [],
        messageIds: unread.filter((message) => message.folderId === folderId).map(({ id }) => id),
      }));
      void organize(client, requests, null);
    }, 300);
    return () => clearTimeout(timer);
  }, [ids]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: at the first sight of the conversation only
  useEffect(() => {
    const first = scroller.current?.querySelector<HTMLElement>(`[data-message="${firstOpen}"]`);
    if (first && messages[0]?.id !== firstOpen) first.scrollIntoView({ block: 'start' });
  }, [firstOpen]);

  const junk = folder?.role === 'junk';
  const unread = messages.some(({ seen }) => !seen);

  return (
    <div className="flex h-full flex-col" data-print>
      <div
        data-chrome
        data-verbs
        className="flex h-11 shrink-0 items-center gap-0.5 border-line px-2 max-md:order-last max-md:h-14 max-md:justify-between max-md:border-t md:border-b"
      >
        <IconButton label={t.actions.back} icon={ArrowLeft} onClick={onBack} />
        <span className="mx-1 h-5 w-px bg-line max-md:hidden" />
        <IconButton label={t.actions.archive} icon={Archive} onClick={() => onAct('archive')} />
        <IconButton
          label={junk ? t.actions.notSpam : t.actions.spam}
          icon={junk ? ShieldCheck : ShieldAlert}
          onClick={() => onAct(junk ? 'not-spam' : 'spam')}
        />
        <IconButton
          label={folder?.role === 'trash' ? t.actions.remove : t.actions.trash}
          icon={Trash2}
          onClick={() => onAct('trash')}
        />
        <IconButton
          label={unread ? t.actions.read : t.actions.unread}
          icon={unread ? MailOpen : Mail}
          onClick={() => onAct(unread ? 'read' : 'unread')}
        />
        <IconButton label={t.actions.move} icon={FolderInput} onClick={onMove} />
        <IconButton
          label={t.actions.print}
          icon={Printer}
          onClick={() => window.print()}
          className="md:ml-auto"
        />
      </div>
      <div ref={scroller} data-print className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-3xl px-6 py-4 max-md:px-4">
          <h1 dir="auto" className="mb-3 text-xl leading-snug font-semibold wrap-anywhere">
            {last?.subject || conversation.subject || t.list.noSubject}
          </h1>
          {messages.map((message) => (
            <MessageView
              key={message.id}
              message={message}
              now={now}
              open={openIds.has(message.id)}
              onToggle={() =>
                setOpenIds((open) => {
                  const next = new Set(open);
                  if (!next.delete(message.id)) next.add(message.id);
                  return next;
                })
              }
            />
          ))}
          {last && !last.draft && (
            <div data-chrome className="mt-4 flex flex-wrap gap-2">
              <Button onClick={write('reply')}>{t.actions.reply}</Button>
              {last.to.length + last.cc.length > 1 && (
                <Button onClick={write('reply-all')}>{t.actions.replyAll}</Button>
              )}
              <Button onClick={write('forward')}>{t.actions.forward}</Button>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
