// The three panes and what holds them together: place, selection, commands, live events.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { PenLine } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { openComposer } from '@/components/composer/open-composer';
import { FolderSidebar } from '@/components/folders/folder-sidebar';
import { isFetching } from '@/components/folders/is-fetching';
import { ConversationList } from '@/components/list/conversation-list';
import { t } from '@/components/messages/en';
import { Reader } from '@/components/reader/reader';
import { SearchBox } from '@/components/search/search-box';
import { useCommands } from '@/components/commands';
import { followEvents } from '@/lib/client/events';
import { undoLast } from '@/components/frame/organize';
import { goTo, usePlace } from '@/lib/client/place';
import { foldersOf, placeOf, shownList } from '@/lib/client/shown-list';
import { foldersQuery } from '@/lib/client/queries';
import type { FolderRole } from '@/lib/contract/mail';
import { UNIFIED_LISTS } from '@/lib/contract/unified-lists';
import { AccountBanner } from './account-banner';
import { AccountMenu } from './account-menu';
import { useOrganize } from './use-organize';
import { useReadAhead } from './use-read-ahead';
import { useRows } from './use-rows';
import { useSelection } from './selection';
import { useKeys } from './use-keys';
import { useView } from './view-settings-context';

const ComposerDock = dynamic(
  () => import('@/components/composer/composer-dock').then((module) => module.ComposerDock),
  { ssr: false },
);
const OutboxView = dynamic(() =>
  import('@/components/outbox/outbox-view').then((module) => module.OutboxView),
);
const SettingsView = dynamic(() =>
  import('@/components/settings/settings-view').then((module) => module.SettingsView),
);
const HelpDialog = dynamic(() => import('./help-dialog').then((module) => module.HelpDialog), { ssr: false });
const Palette = dynamic(() => import('./palette').then((module) => module.Palette), { ssr: false });
const MoveDialog = dynamic(() => import('./move-dialog').then((module) => module.MoveDialog), { ssr: false });

/** A pane: a card beside others, the whole screen on a narrow one. */
const PANE =
  'min-w-0 overflow-hidden rounded-xl border border-line bg-surface max-md:rounded-none max-md:border-0';

type Open = 'help' | 'palette' | 'move' | 'copy' | null;

export function Frame({ firstNow, firstChangeId }: { firstNow: number; firstChangeId: number }) {
  const client = useQueryClient();
  const place = usePlace();
  const { settings } = useView();
  const { data } = useQuery(foldersQuery);
  const folders = data?.folders ?? [];
  const accounts = data?.accounts ?? [];
  const list = shownList(place, { accounts, folders });
  const folder = folders.find(({ id }) => id === list) ?? null;
  const sources = list === null ? [] : foldersOf(list, folders);
  const conversationId = 'conversationId' in place ? place.conversationId : null;
  const { query, rows, isSearch, notUnderstood } = useRows(place, list);
  const selection = useSelection();
  const [live, setLive] = useState(true);
  const [now, setNow] = useState(firstNow);
  const [showFolders, setShowFolders] = useState(false);
  const [dialog, setDialog] = useState<Open>(null);
  const [focusedId, setFocusedId] = useState<number | null>(null);

  // Starred ones may be anywhere: nothing is fetched for them.
  const opened = list === 'starred' ? '' : sources.map(({ id }) => id).join(' ');

  useKeys();
  useEffect(() => followEvents(client, firstChangeId, setLive), [client, firstChangeId]);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    for (const id of opened.split(' ').filter(Boolean))
      void fetch(`/api/folders/${id}/open`, { method: 'POST' }).catch(() => {});
  }, [opened]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins without selection
  useEffect(() => selection.clear(), [list, isSearch]);

  const openConversation = (id: number | null, replace = false) => {
    setFocusedId(id ?? conversationId);
    if (place.view === 'search') goTo({ ...place, conversationId: id }, { replace });
    else if (list !== null) goTo(placeOf(list, id), { replace });
  };
  const at = rows.findIndex(({ id }) => id === (conversationId ?? focusedId));
  const step = (by: number) => {
    const row = rows[at === -1 ? 0 : at + by];
    if (!row) return;
    openConversation(row.id, conversationId !== null);
  };
  const readAhead = useReadAhead(rows, folder, at, conversationId !== null);

  const act = useOrganize({
    folderId: folder?.id ?? null,
    sources: typeof list === 'string' && list !== 'starred' ? sources : [],
    inTrash: !isSearch && folder?.role === 'trash',
    rows,
    selection,
    conversationId,
    focusedId,
    openConversation,
  });
  // What is begun while one looks at an account is written from it.
  const blank = { mode: 'new' as const, ...(folder ? { accountId: folder.accountId } : {}) };
  const goToRole = (role: FolderRole) => () => {
    const unified = accounts.length > 1 ? UNIFIED_LISTS.find((name) => name === role) : undefined;
    const target = unified ?? folders.find((one) => one.role === role)?.id;
    if (target) goTo(placeOf(target, null));
  };
  useCommands({
    next: () => step(1),
    previous: () => step(-1),
    open: () => (conversationId === null && focusedId !== null ? openConversation(focusedId) : step(0)),
    back: conversationId === null ? undefined : () => openConversation(null),
    archive: () => act('archive'),
    trash: () => act('trash'),
    spam: () => act(folder?.role === 'junk' ? 'not-spam' : 'spam'),
    read: () => act('read'),
    unread: () => act('unread'),
    star: () => act('star-toggle'),
    move: () => setDialog('move'),
    copy: () => setDialog('copy'),
    select: () => {
      const id = conversationId ?? focusedId ?? rows[0]?.id;
      if (id) selection.toggle(id);
    },
    'select-all': () => selection.set(rows.map(({ id }) => id)),
    'select-none': selection.ids.size > 0 ? selection.clear : undefined,
    undo: () => void undoLast(),
    compose: () => void openComposer(blank),
    help: () => setDialog('help'),
    palette: () => setDialog('palette'),
    'go-inbox': goToRole('inbox'),
    'go-sent': goToRole('sent'),
    'go-drafts': goToRole('drafts'),
    'go-trash': goToRole('trash'),
    'go-archive': goToRole('archive'),
    'go-settings': () => goTo({ view: 'settings', section: null }),
  });

  const title = isSearch
    ? t.list.results
    : place.view === 'settings'
      ? t.account.settings
      : typeof list === 'string'
        ? t.folders.unified[list]
        : folder
          ? folder.role
            ? t.folders.roles[folder.role]
            : folder.name
          : '';
  const unread = folders.reduce((sum, one) => sum + (one.role === 'inbox' ? one.unread : 0), 0);
  const pageTitle = [unread > 0 ? `(${unread})` : '', title, t.app].filter(Boolean).join(' ');
  const reading = conversationId !== null;

  return (
    <div className="flex h-dvh flex-col">
      <title>{pageTitle}</title>
      <header data-chrome className="flex h-14 shrink-0 items-center gap-2 px-3">
        <SearchBox
          place={place}
          folder={folder}
          inboxId={folders.find(({ role }) => role === 'inbox')?.id ?? null}
          onMenu={() => setShowFolders((open) => !open)}
        />
        <AccountMenu onHelp={() => setDialog('help')} accounts={data?.accounts ?? []} />
      </header>
      <AccountBanner accounts={data?.accounts ?? []} live={live} />
      <div className="flex min-h-0 flex-1 gap-2 px-2 pb-2 max-md:px-0 max-md:pb-0">
        <FolderSidebar
          folders={folders}
          accounts={data?.accounts ?? []}
          place={place}
          list={list}
          shownNarrow={showFolders}
          onClose={() => setShowFolders(false)}
          onDrop={(target, ids) => act('move', { ids, targetFolderId: target })}
        />
        <main data-print className="flex min-w-0 flex-1 gap-2">
          {place.view === 'outbox' ? (
            <div className={`flex-1 overflow-y-auto ${PANE}`}>
              <OutboxView />
            </div>
          ) : place.view === 'settings' ? (
            <div className={`flex-1 ${PANE}`}>
              <SettingsView section={place.section} />
            </div>
          ) : (
            <>
              <section
                data-chrome
                aria-label={title}
                style={{ '--list-width': `${settings.listWidth}px` } as React.CSSProperties}
                className={`flex-col md:flex md:w-(--list-width) md:shrink-0 ${PANE} ${reading ? 'hidden' : 'flex max-md:flex-1'}`}
              >
                <ConversationList
                  key={isSearch ? 'search' : list}
                  title={title}
                  folder={folder}
                  isInbox={list === 'inbox' || folder?.role === 'inbox'}
                  isFetching={sources.some((source) => isFetching(source, accounts))}
                  accounts={typeof list === 'string' || isSearch ? accounts : []}
                  folders={folders}
                  rows={rows}
                  query={query}
                  isSearch={isSearch}
                  notUnderstood={notUnderstood ?? []}
                  onWiden={
                    place.view === 'search' && place.folderId !== null
                      ? () => goTo({ ...place, folderId: null }, { replace: true })
                      : undefined
                  }
                  selection={selection}
                  openId={conversationId}
                  focusedId={focusedId}
                  now={now}
                  onOpen={openConversation}
                  onHover={(id) => void readAhead(id)}
                  onFocusRow={setFocusedId}
                  onAct={act}
                  onMove={() => setDialog('move')}
                />
              </section>
              <section
                data-print
                aria-label={t.reader.title}
                className={`flex-1 ${PANE} ${reading ? 'block' : 'hidden md:block'}`}
              >
                <Reader
                  conversationId={conversationId}
                  folder={folder}
                  now={now}
                  onBack={() => openConversation(null)}
                  onAct={act}
                  onMove={() => setDialog('move')}
                />
              </section>
            </>
          )}
        </main>
      </div>
      {!reading && place.view !== 'settings' && (
        <button
          type="button"
          data-chrome
          aria-label={t.actions.compose}
          onClick={() => void openComposer(blank)}
          className="fixed right-4 bottom-4 z-20 flex size-14 items-center justify-center rounded-full bg-accent text-on-accent shadow-lg md:hidden"
        >
          <PenLine aria-hidden="true" size={22} />
        </button>
      )}
      <ComposerDock />
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(null)} />}
      {dialog === 'palette' && <Palette onClose={() => setDialog(null)} />}
      {(dialog === 'move' || dialog === 'copy') && (
        <MoveDialog
          deed={dialog}
          accounts={accounts}
          folders={folders}
          current={folder}
          onClose={() => setDialog(null)}
          onMove={(target) => {
            setDialog(null);
            act(dialog, { targetFolderId: target });
          }}
        />
      )}
    </div>
  );
}
