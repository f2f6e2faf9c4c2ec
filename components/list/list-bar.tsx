// Above the list: the folder's name, or what can be done with the selection.
import {
  Archive,
  FolderInput,
  Forward,
  Mail,
  MailOpen,
  ShieldAlert,
  ShieldCheck,
  Trash2,
  X,
} from 'lucide-react';
import { openComposer } from '@/components/composer/open-composer';
import type { Selection } from '@/components/frame/selection';
import type { Act } from '@/components/frame/use-organize';
import { t } from '@/components/messages/en';
import { IconButton } from '@/components/ui/icon-button';
import type { ConversationRow, Folder } from '@/lib/contract/mail';

interface ListBarProps {
  title: string;
  folder: Folder | null;
  rows: ConversationRow[];
  selection: Selection;
  onAct: Act;
  onMove: () => void;
}

export function ListBar({ title, folder, rows, selection, onAct, onMove }: ListBarProps) {
  const count = selection.ids.size;
  const anyUnread = rows.some((row) => selection.ids.has(row.id) && row.unread);
  const junk = folder?.role === 'junk';
  return (
    <div className="flex h-11 shrink-0 items-center gap-0.5 border-b border-line pr-2 pl-4">
      {count === 0 ? (
        <h1 className="truncate font-semibold">{title}</h1>
      ) : (
        <>
          <IconButton label={t.list.clear} icon={X} onClick={selection.clear} className="-ml-2" />
          <span role="status" className="mr-auto truncate text-sm font-medium">
            {t.list.selected(count)}
          </span>
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
            label={anyUnread ? t.actions.read : t.actions.unread}
            icon={anyUnread ? MailOpen : Mail}
            onClick={() => onAct(anyUnread ? 'read' : 'unread')}
          />
          <IconButton label={t.actions.move} icon={FolderInput} onClick={onMove} />
          <IconButton
            label={t.actions.forwardAsFiles}
            icon={Forward}
            className="max-md:hidden"
            onClick={() =>
              openComposer({
                mode: 'forward-attachment',
                conversations: rows
                  .filter((row) => selection.ids.has(row.id))
                  .map(({ folderId, id }) => ({ folderId, id })),
              })
            }
          />
        </>
      )}
    </div>
  );
}
