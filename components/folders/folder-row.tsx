// One folder of the sidebar.
import {
  Archive,
  ChevronDown,
  ChevronRight,
  FileText,
  Folder as FolderIcon,
  Inbox,
  type LucideIcon,
  Mails,
  MoreHorizontal,
  SendHorizontal,
  ShieldAlert,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { t } from '@/components/messages/en';
import { Menu, MenuItem, MenuLink } from '@/components/ui/menu';
import { urls } from '@/lib/client/api';
import { placeUrl } from '@/lib/client/place';
import type { Folder, FolderRole } from '@/lib/contract/mail';
import type { FolderAction } from './folder-dialog';
import { folderName } from './folder-name';

/** What a dragged selection of conversations is called on the clipboard of a drag. */
export const DRAG_TYPE = 'application/x-pennypost-conversations';

const ICONS: Record<FolderRole, LucideIcon> = {
  inbox: Inbox,
  drafts: FileText,
  sent: SendHorizontal,
  archive: Archive,
  junk: ShieldAlert,
  trash: Trash2,
  all: Mails,
};

interface FolderRowProps {
  folder: Folder;
  /** Kept here only, as those of a POP3 account: there is no server to compare with, but one to ask for mail. */
  isLocal: boolean;
  depth: number;
  current: boolean;
  /** Null when there is nothing below it. */
  expanded: boolean | null;
  onToggle: () => void;
  onOpen: () => void;
  onTask: (kind: FolderAction) => void;
  onDrop: (conversationIds: number[]) => void;
}

export function FolderRow({
  folder,
  isLocal,
  depth,
  current,
  expanded,
  onToggle,
  onOpen,
  onTask,
  onDrop,
}: FolderRowProps) {
  const [over, setOver] = useState(false);
  const name = folderName(folder);
  const Icon = folder.role ? ICONS[folder.role] : FolderIcon;
  const count = folder.role === 'drafts' ? folder.total : folder.unread;
  const own = folder.role === null;
  const Chevron = expanded ? ChevronDown : ChevronRight;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its keyboard way in 'Move to folder' (v)
    <div
      onDragOver={(event) => {
        if (!folder.selectable || !event.dataTransfer.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        onDrop(JSON.parse(event.dataTransfer.getData(DRAG_TYPE)) as number[]);
      }}
      style={{ '--depth': `${depth * 14}px` } as React.CSSProperties}
      className={`group mx-1 flex items-center rounded-md hover:bg-hover ${over ? 'outline-2 outline-accent' : ''} ${current ? 'bg-selected' : ''}`}
    >
      <a
        href={placeUrl({ view: 'folder', folderId: folder.id, conversationId: null })}
        aria-current={current ? 'page' : undefined}
        title={name}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          if (folder.selectable) onOpen();
        }}
        className={`flex min-w-0 flex-1 items-center gap-2.5 rounded-md py-1.5 pr-1 pl-[calc(8px+var(--depth))] md:max-lg:justify-center md:max-lg:px-0 pointer-coarse:py-2.5 ${count > 0 && folder.role !== 'drafts' ? 'font-semibold' : ''}`}
      >
        <Icon aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 text-text-muted" />
        <span className="truncate md:max-lg:sr-only">{name}</span>
        {count > 0 && (
          <span className="ml-auto text-xs md:max-lg:sr-only">
            <span aria-hidden="true">{count}</span>
            <span className="sr-only">
              {folder.role === 'drafts' ? t.folders.drafts(count) : t.folders.unread(count)}
            </span>
          </span>
        )}
      </a>
      {expanded !== null && (
        <button
          type="button"
          aria-label={expanded ? t.folders.collapse(name) : t.folders.expand(name)}
          aria-expanded={expanded}
          onClick={onToggle}
          className="flex size-6 shrink-0 items-center justify-center rounded text-text-muted hover:text-text md:max-lg:hidden pointer-coarse:size-11"
        >
          <Chevron aria-hidden="true" size={14} />
        </button>
      )}
      <div className="w-0 overflow-hidden group-focus-within:w-7 group-hover:w-7 md:max-lg:hidden pointer-coarse:w-11">
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              aria-label={t.folders.actions(name)}
              className="flex size-7 items-center justify-center rounded text-text-muted hover:text-text pointer-coarse:size-11"
            >
              <MoreHorizontal aria-hidden="true" size={15} />
            </button>
          }
        >
          <MenuItem onSelect={() => onTask('create')}>{t.folders.inside}</MenuItem>
          {folder.selectable && !isLocal && (
            <MenuItem onSelect={() => onTask('check')}>{t.check.action}</MenuItem>
          )}
          {folder.role === 'inbox' && isLocal && (
            <MenuItem onSelect={() => onTask('look')}>{t.folders.look}</MenuItem>
          )}
          {own && <MenuItem onSelect={() => onTask('rename')}>{t.folders.rename}</MenuItem>}
          {own && <MenuItem onSelect={() => onTask('move')}>{t.folders.move}</MenuItem>}
          {folder.selectable && (
            <>
              <MenuItem onSelect={() => onTask('import')}>{t.folders.import}</MenuItem>
              <MenuLink href={urls.folder(folder.id, 'mbox')} download={`${name}.mbox`}>
                {t.folders.saveMbox}
              </MenuLink>
              <MenuLink href={urls.folder(folder.id, 'zip')} download={`${name}.zip`}>
                {t.folders.saveZip}
              </MenuLink>
            </>
          )}
          {(folder.role === 'trash' || folder.role === 'junk') && (
            <MenuItem danger onSelect={() => onTask('empty')}>
              {t.folders.empty}
            </MenuItem>
          )}
          {own && (
            <MenuItem danger onSelect={() => onTask('remove')}>
              {t.folders.remove}
            </MenuItem>
          )}
        </Menu>
      </div>
    </div>
  );
}
