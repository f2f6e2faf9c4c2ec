// The folder tree: counts, progress, actions, and a place to drop conversations on.
import { PenLine, Send } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { openComposer } from '@/components/composer/open-composer';
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { AccountDot } from '@/components/ui/account-dot';
import { api, sentenceOf } from '@/lib/client/api';
import { goTo, type Place } from '@/lib/client/place';
import type { Account, Folder } from '@/lib/contract/mail';
import type { ListId } from '@/lib/contract/unified-lists';
import { toast } from 'sonner';
import { FolderRow } from './folder-row';
import type { FolderTask } from './folder-dialog';
import { UnifiedLists } from './unified-lists';

const FolderDialog = dynamic(() => import('./folder-dialog').then((module) => module.FolderDialog), {
  ssr: false,
});
const ImportDialog = dynamic(() => import('./import-dialog').then((module) => module.ImportDialog), {
  ssr: false,
});

const CheckFolderDialog = dynamic(
  () => import('./check-folder-dialog').then((module) => module.CheckFolderDialog),
  { ssr: false },
);

const OutboxCount = dynamic(
  () => import('@/components/outbox/outbox-count').then((module) => module.OutboxCount),
  { ssr: false },
);

const FetchProgress = dynamic(() => import('./fetch-progress').then((module) => module.FetchProgress), {
  ssr: false,
});

/** Whoever opens a folder of a POP3 account asks its server for mail. */
async function look(folder: Folder): Promise<void> {
  try {
    await api.openFolder(folder.id);
    toast(t.folders.looking);
  } catch (error) {
    toast.error(sentenceOf(error));
  }
}

interface SidebarProps {
  folders: Folder[];
  accounts: Account[];
  place: Place;
  list: ListId | null;
  /** On a narrow screen it lies over the list while true. */
  shownNarrow: boolean;
  onClose: () => void;
  onDrop: (folderId: number, conversationIds: number[]) => void;
}

export function FolderSidebar({
  folders,
  accounts,
  place,
  list,
  shownNarrow,
  onClose,
  onDrop,
}: SidebarProps) {
  const [task, setTask] = useState<FolderTask | null>(null);
  const [checked, setChecked] = useState<Folder | null>(null);
  const [importing, setImporting] = useState<Folder | null>(null);
  const {
    settings: { folded },
    change,
  } = useView();
  const toggle = (id: number) =>
    change({ folded: folded.includes(id) ? folded.filter((other) => other !== id) : [...folded, id] });
  const branch = (accountId: number, parentId: number | null, depth: number): React.ReactNode =>
    folders
      .filter((folder) => folder.accountId === accountId && folder.parentId === parentId)
      .map((folder) => {
        const hasChildren = folders.some((other) => other.parentId === folder.id);
        const isFolded = folded.includes(folder.id);
        return (
          <li key={folder.id}>
            <FolderRow
              folder={folder}
              isLocal={accounts.some(({ id, protocol }) => id === accountId && protocol === 'pop3')}
              depth={depth}
              current={folder.id === list}
              expanded={hasChildren ? !isFolded : null}
              onToggle={() => toggle(folder.id)}
              onOpen={() => {
                goTo({ view: 'folder', folderId: folder.id, conversationId: null });
                onClose();
              }}
              onTask={(kind) => {
                if (kind === 'check') setChecked(folder);
                else if (kind === 'look') void look(folder);
                else if (kind === 'import') setImporting(folder);
                else setTask({ kind, folder });
              }}
              onDrop={(ids) => onDrop(folder.id, ids)}
            />
            {hasChildren && (
              // A sidebar of icons has no room for the button that unfolds: there all folders show.
              <ul className={isFolded ? 'hidden md:max-lg:block' : ''}>
                {branch(accountId, folder.id, depth + 1)}
              </ul>
            )}
          </li>
        );
      });
  return (
    <>
      {shownNarrow && (
        // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: Escape and the menu button close it too
        <div className="fixed inset-0 z-20 bg-scrim md:hidden" onClick={onClose} />
      )}
      <nav
        data-chrome
        aria-label={t.folders.title}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
        className={`flex w-56 shrink-0 flex-col overflow-y-auto max-md:fixed max-md:inset-y-0 max-md:left-0 max-md:z-30 max-md:w-72 max-md:bg-surface max-md:p-3 max-md:shadow-2xl md:max-lg:w-14 ${shownNarrow ? '' : 'max-md:hidden'}`}
      >
        <button
          type="button"
          onClick={() => {
            onClose();
            const accountId = folders.find(({ id }) => id === list)?.accountId;
            openComposer({ mode: 'new', ...(accountId ? { accountId } : {}) });
          }}
          className="mx-1 mt-1 mb-3 flex h-10 shrink-0 items-center gap-2 rounded-lg bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong focus-visible:outline-offset-2 md:max-lg:justify-center md:max-lg:px-0"
        >
          <PenLine aria-hidden="true" size={17} />
          <span className="md:max-lg:sr-only">{t.actions.compose}</span>
        </button>
        {accounts.length > 1 && <UnifiedLists folders={folders} list={list} onClose={onClose} />}
        {accounts.map((account) => (
          <section key={account.id} aria-label={account.address} className="mb-2">
            {accounts.length > 1 && (
              <h2
                title={account.address}
                className="flex items-center gap-2 px-3 pt-2 pb-1 text-xs font-semibold text-text-muted md:max-lg:justify-center md:max-lg:px-0"
              >
                <AccountDot color={account.color} />
                <span className="truncate md:max-lg:sr-only">{account.name}</span>
              </h2>
            )}
            <ul>{branch(account.id, null, 0)}</ul>
            <button
              type="button"
              onClick={() => setTask({ kind: 'create', folder: null, accountId: account.id })}
              className="mt-1 w-full rounded-md px-3 py-1.5 text-left text-sm text-text-muted hover:bg-hover hover:text-text md:max-lg:hidden pointer-coarse:py-2.5"
            >
              {t.folders.create}
            </button>
          </section>
        ))}
        <a
          href="/outbox"
          aria-current={place.view === 'outbox' ? 'page' : undefined}
          title={t.folders.outbox}
          onClick={(event) => {
            event.preventDefault();
            goTo({ view: 'outbox' });
            onClose();
          }}
          className="mx-1 flex items-center gap-2.5 rounded-md px-2 py-1.5 text-text-muted hover:bg-hover aria-[current]:bg-selected aria-[current]:text-text md:max-lg:justify-center pointer-coarse:py-2.5"
        >
          <Send aria-hidden="true" size={16} strokeWidth={1.75} />
          <span className="md:max-lg:sr-only">{t.folders.outbox}</span>
          <OutboxCount />
        </a>
        {accounts.map(
          ({ id, note }) =>
            note && (
              <p key={id} role="status" className="p-2 text-xs text-text-muted md:max-lg:hidden">
                {note}
              </p>
            ),
        )}
        {folders.some(({ progress }) => progress !== null) && <FetchProgress folders={folders} />}
      </nav>
      {task && <FolderDialog task={task} folders={folders} onClose={() => setTask(null)} />}
      {checked && <CheckFolderDialog folder={checked} onClose={() => setChecked(null)} />}
      {importing && <ImportDialog folder={importing} onClose={() => setImporting(null)} />}
    </>
  );
}
