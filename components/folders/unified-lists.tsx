// The lists over all accounts, on top of the sidebar of who has several.
import { Archive, FileText, Inbox, type LucideIcon, SendHorizontal, Star } from 'lucide-react';
import { t } from '@/components/messages/en';
import { goTo, placeUrl } from '@/lib/client/place';
import { foldersOf, placeOf } from '@/lib/client/shown-list';
import type { Folder } from '@/lib/contract/mail';
import { type ListId, UNIFIED_LISTS, type UnifiedList } from '@/lib/contract/unified-lists';

const ICONS: Record<UnifiedList, LucideIcon> = {
  inbox: Inbox,
  starred: Star,
  sent: SendHorizontal,
  drafts: FileText,
  archive: Archive,
};

interface UnifiedListsProps {
  folders: Folder[];
  list: ListId | null;
  onClose: () => void;
}

export function UnifiedLists({ folders, list, onClose }: UnifiedListsProps) {
  const count = (name: UnifiedList) =>
    name === 'inbox' ? foldersOf(name, folders).reduce((sum, { unread }) => sum + unread, 0) : 0;
  return (
    <section aria-label={t.folders.unifiedTitle} className="mb-2">
      <ul>
        {UNIFIED_LISTS.map((name) => {
          const Icon = ICONS[name];
          const unread = count(name);
          const place = placeOf(name, null);
          return (
            <li key={name}>
              <a
                href={placeUrl(place)}
                aria-current={list === name ? 'page' : undefined}
                title={t.folders.unified[name]}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey) return;
                  event.preventDefault();
                  goTo(place);
                  onClose();
                }}
                className={`mx-1 flex items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover aria-[current]:bg-selected md:max-lg:justify-center pointer-coarse:py-2.5 ${unread > 0 ? 'font-semibold' : ''}`}
              >
                <Icon aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 text-text-muted" />
                <span className="truncate md:max-lg:sr-only">{t.folders.unified[name]}</span>
                {unread > 0 && (
                  <span className="ml-auto text-xs md:max-lg:sr-only">
                    <span aria-hidden="true">{unread}</span>
                    <span className="sr-only">{t.folders.unread(unread)}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
