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
    <div
      className={`flex h-11 shrink-0 items-center gap-0.5 border-b border-line pr-2 ${rows.length > 0 ? '' : 'pl-4'}`}
    >
      {rows.length > 0 && <SelectAll rows={rows} selection={selection} />}
      <h1 className={count === 0 ? 'truncate font-semibold' : 'sr-only'}>{title}</h1>
      {count > 0 && (
        <>
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

/** All loaded rows, or none. It stands above the boxes of the rows; where some are chosen it lets go of them. */
function SelectAll({ rows, selection }: Pick<ListBarProps, 'rows' | 'selection'>) {
  const all = selection.ids.size > 0 && rows.every(({ id }) => selection.ids.has(id));
  const some = selection.ids.size > 0 && !all;
  return (
    <label className="flex h-full w-9 shrink-0 items-center justify-center pointer-coarse:w-11">
      <input
        type="checkbox"
        aria-label={selection.ids.size > 0 ? t.list.clear : t.list.all}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = some;
        }}
        onChange={() =>
          selection.ids.size > 0 ? selection.clear() : selection.set(rows.map(({ id }) => id))
        }
        className="size-4 accent-accent"
      />
    </label>
  );
}
